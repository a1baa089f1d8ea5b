const replaced = globalThis.Date

// Where Date was replaced, as in the workflow isolate, what it makes is still of the one that was replaced, and by that the
// library tells times apart: so it has to see that one while it is loaded.
globalThis.Date = replaced.prototype.constructor as DateConstructor

export function restoreDate(): void {
  globalThis.Date = replaced
}
