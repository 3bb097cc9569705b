/** The numbered pictures: a file is sent at once, and its address stands in the field beside it. */

import { HttpError } from "../http";
import { text } from "../texts";
import { toast } from "../toast";
import { upload } from "./uploads";

/** Makes the upload buttons beside the five places work. */
export function startPicturePlaces(composer: HTMLElement, uploadAddress: string): void {
  for (const place of composer.querySelectorAll<HTMLElement>("[data-picture-place]")) {
    const chooser = place.querySelector<HTMLInputElement>("[data-picture-upload]");
    const address = place.querySelector<HTMLInputElement>("input.control");
    chooser?.addEventListener("change", (event) => {
      event.stopPropagation();
      const file = chooser.files?.[0];
      if (!file || !address) return;
      upload(uploadAddress, file).then((stored) => {
        address.value = stored.address;
        address.dispatchEvent(new Event("input", { bubbles: true }));
      }, (problem: unknown) => {
        toast(problem instanceof HttpError && problem.message ? problem.message : text("upload_failed"), { tone: "error" });
      }).finally(() => (chooser.value = ""));
    });
  }
}
