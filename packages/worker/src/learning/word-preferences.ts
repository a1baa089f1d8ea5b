import {
  AppError,
  type CommandInput,
  groupWords,
  inferById,
  newId,
  planWordings,
  readWording,
  type Wording,
  wordingQuestion,
  wordingSchema,
} from '@orchestrator/domain'
import { ModelError } from '@orchestrator/models'
import {
  deletionsOf,
  type LearningTurn,
  markWeighed,
  markWorded,
  readLearningTurn,
  type Store,
  type StoredDecision,
  workspacesToWordIn,
} from '@orchestrator/store'
import { type AskDeps, askModel } from '../models/ask-model.ts'
import { pauses } from './pauses.ts'

export interface WordingOptions extends AskDeps {
  /** Logged in as the relay's own role. */
  readonly relayStore: Store
  /** Ends what is asked at that moment. */
  readonly signal?: AbortSignal
}

/** Answers to the very same question are good for as long as any are kept. */
const cache = { maxAgeMs: 30 * 86_400_000 }
/** A sentence and some numbers. */
const maxOutput = 400

/** No answer of such a kind becomes another by asking again. */
const final: ReadonlySet<ModelError['code']> = new Set(['malformed', 'refused', 'too_long', 'cut_off'])

/**
 * Has a small model put into words what no template can: reasons that people typed, and what they made of texts. Without a model nothing of it
 * happens. Question, call and command have an id that follows from the decisions shown, so whatever is done again after a process ended is
 * the same question, its answer is given again, and the preference is made once.
 * @returns a round; it gives in how many workspaces something was looked at
 */
export function wordPreferences(options: WordingOptions, most = 20): () => Promise<number> {
  const waiting = pauses()
  return async () => {
    const due = await workspacesToWordIn(options.relayStore, most, waiting.all())
    const errors: unknown[] = []
    // One in which it fails must not hold up the others.
    for (const workspaceId of due)
      await wordIn(options, workspaceId).then(
        () => waiting.end(workspaceId),
        (error: unknown) => {
          waiting.extend(workspaceId)
          // That no model answers, or a budget is spent, says the ledger.
          if (!(error instanceof ModelError)) errors.push(error)
        },
      )
    if (errors.length > 0) throw errors[0]
    return due.length
  }
}

async function wordIn(options: WordingOptions, workspaceId: string): Promise<void> {
  const { store } = options
  const turn = await readLearningTurn(store, workspaceId)
  if (!turn) throw new Error(`nobody is left in ${workspaceId} as whom to tell what was decided`)
  const { decisions, preferences, names } = turn
  const groups = groupWords(workspaceId, decisions, inferById(workspaceId, decisions, names).values())
  const deletions = await store.read(workspaceId, (tx) => deletionsOf(tx, workspaceId, [...groups.keys()]))
  const { ask, gone } = planWordings(groups, preferences, deletions)
  if (gone.length > 0) await learn(store, turn, newId(), { shown: [], gone })
  for (const wording of ask) {
    await word(options, turn, wording)
    await markWorded(store, workspaceId, wording.group.decisions)
  }
  await markWeighed(store, workspaceId, decisions.at(-1)?.seq ?? 0)
}

async function word(options: WordingOptions, turn: LearningTurn, wording: Wording<StoredDecision>): Promise<void> {
  const { store, signal } = options
  const { workspaceId } = turn.principal
  const { projectId } = wording.group.context
  const answer = await askModel(options, {
    ...{ workspaceId, id: wording.id, projectId, taskType: 'preferences', complexity: 'low', maxOutput, cache },
    ...{
      messages: wordingQuestion(workspaceId, wording),
      jsonSchema: wordingSchema as never,
      ...(signal && { signal }),
    },
  }).catch((error: unknown) => {
    if (error instanceof ModelError && final.has(error.code)) return null
    throw error
  })
  const shown = answer && readWording(wording, answer.value, answer.model)
  const { before, id } = wording
  if (shown) await learn(store, turn, id, { shown: [shown], gone: [] })
  // No answer says nothing of what is known already.
  else if (answer && before) await learn(store, turn, id, { shown: [], gone: [before.id] })
}

/** What was told under the same id before stands, whatever else was decided since. */
const learn = (
  store: Store,
  { principal, lastEventId: until }: LearningTurn,
  id: string,
  data: Pick<CommandInput<'preference.learn'>, 'shown' | 'gone'>,
): Promise<unknown> =>
  store.execute(principal, [{ id, type: 'preference.learn', data: { ...data, until } }]).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'command_conflict') throw error
  })
