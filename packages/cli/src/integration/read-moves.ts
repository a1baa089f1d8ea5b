import { isId } from '../commands/arguments.ts'
import { UserError } from '../user-error.ts'

const moments = ['branchCreated', 'pullRequestDraft', 'pullRequestOpened', 'reviewApproved', 'merged']
const statuses = ['triage', 'backlog', 'unstarted', 'started', 'completed', 'canceled']

/** `when=status`, or the id of a state; `none`: nothing moves then. */
export function readMoves(words: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=')
      const when = word.slice(0, at)
      const to = word.slice(at + 1)
      if (at < 1 || to === '' || !moments.includes(when))
        throw new UserError(`Give moves as when=status, when being one of ${moments.join(', ')}.`, { exitCode: 2 })
      if (to !== 'none' && !statuses.includes(to) && !isId(to))
        throw new UserError(`--move ${when}: “${to}” is none of ${statuses.join(', ')}, the id of a state, or none.`, {
          exitCode: 2,
        })
      return [when, to === 'none' ? null : to]
    }),
  )
}
