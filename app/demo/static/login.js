// What a shop's own script looks like when it tells Beckon that a login has failed.
window.Beckon = window.Beckon || function () { (window.Beckon.q = window.Beckon.q || []).push(arguments); };

document.querySelector("[data-login]").addEventListener("submit", function (event) {
  event.preventDefault();
  const said = event.target.querySelector("[data-wrong]");
  said.textContent = "";
  setTimeout(function () { said.textContent = said.dataset.wrong; }, 50);
  window.Beckon("event", "login_failed");
});
