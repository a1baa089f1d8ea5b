import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const keepBytes = 20_000_000

/** Opens a log to append to; one that has grown large is put aside as `.1` first. */
export function openLog(path: string): WriteStream {
  mkdirSync(dirname(path), { recursive: true })
  if (existsSync(path) && statSync(path).size > keepBytes) renameSync(path, `${path}.1`)
  // A full disk costs lines of the log, not the processes that write them.
  return createWriteStream(path, { flags: 'a' }).on('error', () => {})
}

/** Calls back with every line of the streams. */
export function eachLine(streams: readonly (Readable | null)[], onLine: (line: string) => void): void {
  for (const stream of streams) {
    if (stream) createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine)
  }
}
