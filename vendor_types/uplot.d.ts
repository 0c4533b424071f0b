// What static/vendor/uplot.js exports.
import uPlot from "uplot";
export default uPlot;
