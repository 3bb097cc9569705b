// Built from scroll.ts.
var r={moments:{scroll:{watch(l,e,d){let o=!1,t=()=>{o||e.scroll_percent()<Number(l.percent)||(o=!0,d.began())};e.changed(t),t()}}}},c=r;export{c as default};
