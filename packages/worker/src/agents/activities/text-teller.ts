import { type AgentRunRef, type Store, tellPartial } from '@orchestrator/store'
import { surely } from '../../activities/patiently.ts'

const everyMs = 100
/** A notice has to fit into what Postgres sends. */
const longestPiece = 2_000

/**
 * Tells those who follow a run what a model says, as it says it: in pieces, beside the history. While the database is away the pieces wait:
 * a text with a hole could not be gone on with.
 */
export function textTeller(store: Store, run: AgentRunRef, step: number, attempt: number) {
  let [waiting, told] = ['', 0]
  let telling: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const tellAll = async () => {
    for (;;) {
      const piece = wholeCharacters(waiting.slice(0, longestPiece))
      if (piece === '') return
      await tellPartial(store, run, step, attempt, told, piece)
      waiting = waiting.slice(piece.length)
      told += piece.length
    }
  }
  const flush = () => {
    timer = undefined
    telling = telling.then(tellAll).catch(() => {})
  }
  return {
    onText(text: string) {
      waiting += text
      timer ??= setTimeout(flush, everyMs)
    },
    /** Until all is told. */
    async end() {
      clearTimeout(timer)
      await telling
      await surely(tellAll)
    },
  }
}

/** Without half a character at its end. */
function wholeCharacters(text: string): string {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text
}
