/** One field of the experiment as a control edits it: the value in force, what is being typed, and what was wrong with it. */
import { dismiss, newGroup, patch } from "../state/actions.js";
import { told } from "../state/notices.js";
import { connection, notices, run } from "../state/store.js";
import { signal, useEffect, useMemo } from "../vendor/ui.js";
import { ApiError } from "../wire/api.js";
import { CONNECTION } from "../wire/stream.js";
import { useRead } from "./pace.js";

const SETTLE_MS = 200;

/**
 * @param {any} document
 * @param {string} path dotted
 * @returns {any} the value there, undefined where there is none
 */
export function at(document, path) {
  return path.split(".").reduce((inner, key) => inner?.[key], document);
}

/**
 * Sends edits of one value: while one is on its way only the newest waits, so that a drag never queues.
 * @param {string} name of the value; a field's is its path
 * @param {(value: any, group?: string) => Promise<unknown>} apply
 */
export function createEdit(name, apply = (value, of) => patch(name, value, of)) {
  const draft = signal(/** @type {any} */ (undefined));
  const wrong = signal("");
  let busy = false;
  /** @type {{ value: any, group: string | undefined } | null} */
  let next = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let settling;
  let group = "";

  /** @param {any} value @param {string} [of] group of edits that one undo takes back */
  async function send(value, of) {
    clearTimeout(settling);
    draft.value = value;
    if (busy) {
      next = { value, group: of };
      return;
    }
    busy = true;
    try {
      await apply(value, of);
      wrong.value = "";
    } catch (error) {
      // Whether it took effect is seen in the value in force, once the server is back: the notice stands until then.
      if (error instanceof ApiError && error.path === CONNECTION) draft.value = undefined;
      else refused(error);
    }
    busy = false;
    if (next) {
      const waiting = next;
      next = null;
      await send(waiting.value, waiting.group);
    } else if (!wrong.value) {
      // The reply may come a moment before the run's new description: keep showing what was asked for until then.
      settling = setTimeout(() => (draft.value = undefined), SETTLE_MS);
    }
  }

  /** It stands at the field, not among the notices. @param {unknown} error */
  function refused(error) {
    wrong.value = sentence(error);
    for (const notice of notices.value) if (notice.path === name || notice.message === wrong.value) dismiss(notice.id);
  }

  return {
    draft,
    wrong,
    send,
    /** One step of a drag; drop() ends the drag. @param {any} value */
    drag(value) {
      group ||= newGroup(name);
      return send(value, group);
    },
    drop() {
      group = "";
    },
    /** What was typed can't be sent: keep it, and say why. @param {any} typed @param {string} reason */
    refuse(typed, reason) {
      draft.value = typed;
      wrong.value = reason;
    },
    forget() {
      if (busy) return;
      draft.value = undefined;
      wrong.value = "";
    },
  };
}

/** @typedef {ReturnType<typeof createEdit>} Edit */

/**
 * @param {string} path dotted
 * @returns {{ value: any, shown: any, wrong: string, edit: Edit }} value: in force; shown: with what is being edited
 */
export function useEdit(path) {
  const edit = useMemo(() => createEdit(path), [path]);
  const value = useRead(() => at(run.value?.experiment, path), [path]);
  // A change that came from elsewhere (undo, another viewer, another run) replaces what was typed here.
  const key = useRead(() => `${run.value?.id} ${JSON.stringify(at(run.value?.experiment, path))}`, [path]);
  useEffect(() => edit.forget(), [edit, key]);
  const shown = edit.draft.value === undefined ? value : edit.draft.value;
  return { value, shown, wrong: edit.wrong.value, edit };
}

/** Whether this page may change the run; one that only watches may not. */
export function useSteering() {
  return useRead(() => run.value?.steering ?? false);
}

/** Whether what only an edit could change is not to be touched now: this page only watches, or is not connected. */
export function useFixed() {
  return useRead(() => connection.value !== "live" || run.value?.steering === false);
}

/** @param {unknown} error @returns {string} */
export function sentence(error) {
  return told(/** @type {any} */ (error)?.error ?? error);
}

/** A promise whose failure already stands among the notices. @param {Promise<unknown>} sent */
export function said(sent) {
  sent.catch(() => {});
}
