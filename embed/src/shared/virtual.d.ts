/** A style sheet as text, minified by the build. */
declare module "*.text.css" {
  const text: string;
  export default text;
}
