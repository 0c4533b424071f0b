/** One websocket to a run: subscriptions, commands with answers, frames acknowledged after drawing, reconnection. */

import { ApiError } from "./api.js";
import { decodeFrame } from "./frame.js";

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").RunInfo} RunInfo */
/** @typedef {import("./types.js").Command} Command */
/** @typedef {Record<string, { probe: string, params: Record<string, any>, every_s: number }>} Views */

/**
 * @typedef {object} Listeners
 * @property {(run: RunInfo) => void} onRun
 * @property {(frame: Frame) => void} onFrame to be answered with ack() once it is drawn
 * @property {(error: Error) => void} onError what the server says that no command of ours asked for
 * @property {(live: boolean) => void} onState
 * @property {() => Promise<boolean>} onRetry before another attempt; false gives up
 */

const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 5000;
/** Path of an error that the next connection mends: it shows the run as it is. */
export const CONNECTION = "connection";
const LOST = { path: CONNECTION, message: "The connection was lost before the server answered; whether it took effect is shown once it is back." };

/** A connection that keeps itself alive until close(). */
export class Stream {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  #pending = new Map();
  /** @type {Views} */
  #views = {};
  #nextId = 1;
  #retryMs = FIRST_RETRY_MS;
  #timer = 0;
  #closed = false;
  /** Whether this connection has told of the run. */
  #greeted = false;

  /**
   * @param {string} url ws:// or wss://
   * @param {Listeners} listeners
   */
  constructor(url, listeners) {
    this.url = url;
    this.listeners = listeners;
    this.#connect();
  }

  /** @param {Views} views the whole set, replacing the one before */
  subscribe(views) {
    this.#views = views;
    this.#send({ type: "subscribe", views, early: true });
  }

  /** @param {number} frame its number */
  ack(frame) {
    this.#send({ type: "ack", frame });
  }

  /**
   * @param {Command} command
   * @returns {Promise<any>} the result; rejects with an ApiError
   */
  command(command) {
    const id = this.#nextId++;
    if (!this.#send({ type: "command", id, command })) {
      return Promise.reject(new ApiError({ message: "Not connected to the server: nothing was changed." }));
    }
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  /** Drops the connection and makes it anew; the server then sends everything again. */
  restart() {
    this.#socket?.close();
  }

  /** Tries at once instead of when the wait is over. */
  hurry() {
    if (this.#socket || this.#closed) return;
    clearTimeout(this.#timer);
    this.#retryMs = FIRST_RETRY_MS;
    this.#connect();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#rejectPending();
  }

  #connect() {
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#greeted = false;
    socket.onopen = () => {
      if (Object.keys(this.#views).length) this.subscribe(this.#views);
    };
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => this.#lost(socket);
  }

  /** @param {WebSocket} socket */
  #lost(socket) {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#rejectPending();
    if (this.#closed) return;
    this.listeners.onState(false);
    // Spread over half the wait, so that many pages do not come back in one instant.
    this.#timer = window.setTimeout(() => void this.#retry(), this.#retryMs * (0.75 + Math.random() / 2));
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 1.8);
  }

  async #retry() {
    const goOn = await this.listeners.onRetry();
    if (goOn && !this.#closed && !this.#socket) this.#connect();
  }

  /** @param {string | ArrayBuffer} message */
  #receive(message) {
    try {
      if (typeof message === "string") this.#receiveText(JSON.parse(message));
      else {
        this.listeners.onFrame(decodeFrame(message));
        this.#retryMs = FIRST_RETRY_MS;
      }
    } catch (error) {
      this.listeners.onError(error instanceof Error ? error : new Error(String(error)));
      this.restart();
    }
  }

  /** @param {any} message */
  #receiveText(message) {
    if (message.type === "run") {
      this.#greeted = true;
      this.listeners.onState(true);
      this.listeners.onRun(message.run);
      return;
    }
    const asked = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.type === "reply") asked?.resolve(message.result);
    else if (message.type === "error") {
      const error = new ApiError(message.error);
      if (asked) asked.reject(error);
      // Refused at the door: whether to come again is asked before the next attempt.
      else if (this.#greeted) this.listeners.onError(error);
    }
  }

  /**
   * @param {object} message
   * @returns {boolean} whether it went out
   */
  #send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #rejectPending() {
    for (const { reject } of this.#pending.values()) reject(new ApiError(LOST));
    this.#pending.clear();
  }
}
