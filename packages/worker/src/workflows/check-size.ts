import type { Json } from '@orchestrator/sdk/runtime'

/** A result is shown in lists and goes through Temporal's history: beyond this it belongs into a task or a comment. */
const maxResultBytes = 256 * 1024

/** @throws Error when a run returned more than can be kept */
export function checkSize(result: Json | undefined): void {
  if (result === undefined) return
  const bytes = new TextEncoder().encode(JSON.stringify(result)).byteLength
  if (bytes > maxResultBytes) {
    throw new Error(
      `run returned ${bytes} bytes; at most ${maxResultBytes} can be kept as a result. Keep large data in tasks or comments and return their ids`,
    )
  }
}
