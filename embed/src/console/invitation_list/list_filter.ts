/** The filter above a list: a choice applies at once; words apply with Enter, so that nobody is interrupted while typing. */

/** Sends the form as soon as one of its choices changes, without fields that say nothing. */
export function startListFilter(form: HTMLFormElement): void {
  const send = (): void => {
    const fields = [...new FormData(form)].filter(([, value]) => value !== "") as [string, string][];
    location.assign(`${form.action}${fields.length > 0 ? "?" : ""}${new URLSearchParams(fields).toString()}`);
  };
  for (const select of form.querySelectorAll("select")) select.addEventListener("change", send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}
