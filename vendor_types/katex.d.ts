// What static/vendor/katex.js exports.
export { default, render, renderToString } from "katex";
