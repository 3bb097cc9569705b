// Built from idle.ts.
var m={moments:{idle:{watch(l,t,n){let a=Number(l.seconds)*1e3,e=!1,i=!1,s=()=>t.activity_at()+a-t.now(),c=()=>{e||i||(i=!0,t.later(()=>{i=!1,o()},Math.max(1,s())))},o=()=>{let d=s()<=0;d&&!e&&n.began(),!d&&e&&n.ended(),e=d,c()};t.active(()=>e&&o()),t.changed(o),o()}}}},u=m;export{u as default};
