// Built from exit_intent.ts.
var d={moments:{exit_intent:{watch(i,e,t){e.leaving(o=>t.happened({"page.exit_seconds":o}))}}}},n=d;export{n as default};
