/** The list that the build writes: the browser modules of the plugins in this repository. */
declare module "virtual:plugin-modules" {
  import type { WidgetModule } from "beckon/widget-module";
  /** Every `plugins/<id>/widget/*.ts`, in the order of their paths. */
  export const PLUGIN_MODULES: readonly WidgetModule[];
}

/** A style sheet as text, minified by the build. */
declare module "*.text.css" {
  const text: string;
  export default text;
}
