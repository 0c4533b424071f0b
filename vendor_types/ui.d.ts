// What static/vendor/ui.js exports; the build hook bundles it from these packages.
import type { VNode } from "preact";

export { h, render, Fragment } from "preact";
export { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback } from "preact/hooks";
export { signal, computed, effect, batch, untracked } from "@preact/signals";
export type { ComponentChildren, VNode } from "preact";
export type { ReadonlySignal, Signal } from "@preact/signals";
export function html(strings: TemplateStringsArray, ...values: unknown[]): VNode;
