/** What a node is made of and what it answers for: both as formulas, with this moment's numbers. */
import { look } from "../../state/study.js";
import { activationEntry, className } from "../../panels/names.js";
import { html } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { Formula } from "../../widgets/formula.js";
import { icon } from "../../widgets/icons.js";
import { called, madeSentence, rule, slopeTex, symbol, valueTex } from "./words.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("./reading.js").Node} Node */
/** @typedef {import("./reading.js").Edge} Edge */

const MOST_TERMS = 12;

/** @param {{ view: View }} props */
export function Card({ view }) {
  const { seen, network, narrow } = view;
  if (!seen) return html`<${Nothing} narrow=${narrow} />`;
  const name = called(seen, network);
  return html`<section class="graph-card" data-open data-phase=${view.steps.phase(view.at)} aria-label=${`${name}: its value and its gradient`} data-of=${seen.name}>
    <div class="graph-card-head"><h3><span aria-hidden="true"><${Formula} tex=${symbol(seen)} /></span> ${name}</h3>
      ${narrow && view.picked && html`<button type="button" class="bare" aria-label="Close what is read" onClick=${() => look("node", null)}>${icon("close")}</button>`}</div>
    <div class="graph-card-halves">
      <div class="graph-card-half" data-of="value"><h4>Value</h4><${Value} view=${view} node=${seen} /></div>
      <div class="graph-card-half" data-of="gradient"><h4>Gradient</h4><${Gradient} view=${view} node=${seen} /></div>
    </div>
  </section>`;
}

/** Before any number is read: how values and gradients are made. @param {{ narrow: boolean }} props */
function Nothing({ narrow }) {
  return html`<section class="graph-card" aria-label="What is read"><div class="graph-card-halves">
    <div class="graph-card-half"><h3>Value</h3><p>${narrow ? "Tap" : "Point at"} a number to see what it is made of, and how the cost answers to it.</p>
      ${!narrow && html`<p class="quiet">The arrow keys take one step: first every value, from the inputs to the cost, then every gradient, back again.</p>`}</div>
    ${!narrow && html`<div class="graph-card-half"><h3>Gradient</h3><p class="sum-line"><${Formula} tex=${String.raw`\frac{\partial \ell}{\partial u} = \sum_{v \text{ uses } u} \frac{\partial \ell}{\partial v} \cdot \frac{\partial v}{\partial u}`} /></p>
      <p class="quiet">What comes back from each number v that is made of u: its own gradient, times the slope printed on the edge.</p></div>`}
  </div></section>`;
}

/** @param {{ view: View, node: Node }} props */
function Value({ view, node }) {
  const { graph, network, steps, at } = view;
  const tex = valueTex(node, graph);
  const symbols = html`<p class="sum-line"><${Formula} tex=${symbol(node) + (tex && ` = ${tex}`)} /></p>`;
  if (!steps.hasValue(node, at)) return html`${symbols}<p class="quiet small">It is not yet computed: the step forward to it is ahead.</p>`;
  return html`${symbols}
    ${tex && html`<p class="sum-line math">${numbers(node, view)}</p>`}
    <p class="sum-line math">= <b data-result="value" title=${exact(node.value)}>${three(node.value)}</b> <span class="sum-what">${madeSentence(node, network, graph)}</span></p>`;
}

/** The formula of the value with its numbers. @param {Node} node @param {View} view */
function numbers(node, view) {
  const { graph, network } = view;
  const [first, second] = node.inputs.map(({ from }) => graph.nodes[from]);
  if (node.kind === "product" && first && second) return html`= <${Named} node=${second} view=${view} /> · <${Named} node=${first} view=${view} bracket />`;
  if (node.kind === "activation" && first) return html`= ${activationEntry(network.layers[node.layer]?.activation ?? "")?.label ?? "σ"}(${node.inputs.map(({ from }, k) => html`${k > 0 && ", "}<${Named} node=${graph.nodes[from]} view=${view} />`)})`;
  if (node.kind === "sum") return html`= <${Sum} terms=${node.inputs.map(({ from }) => ({ node: graph.nodes[from], value: graph.nodes[from].value, text: "" }))} view=${view} />`;
  return html`${node.inputs.map(({ from }, k) => html`${k > 0 && ", "}${graph.cost.on_logits ? "z" : "o"}${node.inputs.length > 1 ? html`<sub>${k + 1}</sub>` : ""} = <${Named} node=${graph.nodes[from]} view=${view} />,
    y${node.inputs.length > 1 ? html`<sub>${k + 1}</sub>` : ""} = <span title=${exact(graph.targets[graph.nodes[from].unit])}>${three(graph.targets[graph.nodes[from].unit])}</span>${network.classes > 2 ? ` (class ${className(network, k)})` : ""}`)}`;
}

/** @param {{ view: View, node: Node }} props */
function Gradient({ view, node }) {
  const { graph, steps, at } = view;
  const by = `\\frac{\\partial \\ell}{\\partial ${symbol(node)}}`;
  if (node.kind === "cost") {
    return html`<p class="sum-line"><${Formula} tex=${`${by} = 1`} /></p><p class="sum-line math">= <b data-result="gradient" title="1">1</b> <span class="sum-what">The way back begins here: the cost moves as itself.</span></p>`;
  }
  const terms = node.users.map((edge) => term(edge, graph));
  const symbols = html`<p class="sum-line"><${Formula} tex=${`${by} = ${gradientTex(node, view)}`} /></p>`;
  if (!steps.hasGradient(node, at)) return html`${symbols}<p class="quiet small">It is not yet computed: the step back to it is ahead.</p>`;
  const outside = node.outside !== 0 || !node.users.length;
  return html`${symbols}
    <p class="sum-line math">= <${Sum} terms=${terms} view=${view} />${outside && html`<span class="sum-term" data-value=${node.outside} title=${exact(node.outside)}>${node.users.length ? (node.outside < 0 ? " − " : " + ") : ""}${three(node.users.length ? Math.abs(node.outside) : node.outside)}</span>
      <span class="sum-what"> (through numbers that are not drawn here)</span>`}</p>
    <p class="sum-line math">= <b data-result="gradient" title=${exact(node.gradient)}>${three(node.gradient)}</b>${" "}<span class="sum-what">${node.users.length ? rule(graph.nodes[node.users[0].to], graph) : ""}${node.users.length > 1 ? " It is used more than once, so what comes back is added up." : ""}</span></p>`;
}

/** ∂ℓ/∂user · ∂user/∂node @param {Edge} edge @param {import("./reading.js").Graph} graph */
function term({ to, slope }, graph) {
  const user = graph.nodes[to];
  const text = `${three(user.gradient)}\u2009·\u2009${slope < 0 ? `(${three(slope)})` : three(slope)}`;
  return { node: user, value: user.gradient * slope, text };
}

/** @param {Node} node @param {View} view */
function gradientTex(node, { graph }) {
  const [first] = node.users;
  const own = symbol(node);
  if (!first) return "\\sum_u \\frac{\\partial \\ell}{\\partial u} \\cdot \\frac{\\partial u}{\\partial " + own + "}";
  if (node.users.length > 1 || node.outside !== 0) return `\\sum_{u \\text{ uses } ${own}} \\frac{\\partial \\ell}{\\partial u} \\cdot \\frac{\\partial u}{\\partial ${own}}`;
  const user = symbol(graph.nodes[first.to]);
  const slope = `\\frac{\\partial ${user}}{\\partial ${own}} = \\frac{\\partial \\ell}{\\partial ${user}} \\cdot ${slopeTex(first, graph)}`;
  return `\\frac{\\partial \\ell}{\\partial ${user}} \\cdot ${slope}`;
}

/** Terms added up, each a button that leads to its node. @param {{ terms: { node: Node, value: number, text: string }[], view: View }} props text: how it reads, where it is more than its value */
function Sum({ terms, view }) {
  const rest = terms.slice(MOST_TERMS);
  const left = rest.reduce((sum, { value }) => sum + value, 0);
  return html`${terms.slice(0, MOST_TERMS).map(({ node, value, text }, index) => {
    const sign = text ? (index ? " + " : "") : index ? (value < 0 ? " − " : " + ") : value < 0 ? "−" : "";
    return html`${sign}<${Named} node=${node} view=${view} value=${value} text=${text || three(Math.abs(value))} />`;
  })}${rest.length > 0 && html`<span class="sum-term" data-value=${left} title=${exact(left)}>${left < 0 ? " − " : " + "}${three(Math.abs(left))}<span class="sum-what"> (${rest.length} more)</span></span>`}`;
}

/** A number of the formula, which leads to its node. @param {{ node: Node, view: View, value?: number, text?: string, bracket?: boolean }} props */
function Named({ node, view, value = node.value, text, bracket }) {
  const read = text ?? (bracket && value < 0 ? `(${three(value)})` : three(value));
  const there = view.names.has(node.name);
  return html`<button type="button" class=${`graph-term ${value < 0 ? "negative" : "positive"}`} data-value=${value} data-term=${node.name} disabled=${!there} title=${`${called(node, view.network)}: ${exact(value)}`}
    onClick=${() => view.pick(node)}>${read}</button>`;
}
