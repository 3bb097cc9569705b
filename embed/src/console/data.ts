/** Reads what the server gave a page's script: the inert JSON that the macro `page_data` wrote. */

/** Returns the data with this id; a page without it is a mistake of ours and says so. */
export function pageData<Data>(id: string): Data {
  const block = document.getElementById(id);
  if (block === null) {
    throw new Error(`the page has no data block "${id}"`);
  }
  return JSON.parse(block.textContent ?? "null") as Data;
}
