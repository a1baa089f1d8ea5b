// Whether a model puts into words what decisions show, checked by code. As it is, answers that were written down are played: this shows that the
// checks and all below them work. With ORCHESTRATOR_EVALS=live the configured models are asked (docs/learning.md).
import {
  type Decision,
  deriveId,
  groupWords,
  inferById,
  learnFrom,
  type Preference,
  planWordings,
  rankOperations,
  readWording,
  wordingQuestion,
  wordingSchema,
} from '@orchestrator/domain'
import { Models, readModelsConfig } from '@orchestrator/models'
import { describe, expect, test } from 'vitest'
import { type WordingCase, wordingCases } from './wording-cases.ts'

const live = process.env['ORCHESTRATOR_EVALS'] === 'live'
const times = Number(process.env['ORCHESTRATOR_EVALS_TIMES'] ?? 3)
const workspaceId = deriveId('evals', 'workspace')
const [ada, project] = [deriveId('evals', 'ada'), deriveId('evals', 'project')]

type Known = Decision & { readonly seq: number; readonly worded: boolean; readonly shows: boolean }

/** As many are accepted as they are: who rejects everything shows nothing else. */
const decisionsOf = ({ decisions }: WordingCase): Known[] =>
  [...decisions.map(() => ({ shows: false })), ...decisions].map((one, n) => ({
    ...{ patchId: deriveId('evals', n), key: 'a', memberId: ada, projectId: project, agent: 'planner', tags: [] },
    ...{ decidedAt: new Date(1_760_000_000_000 + n * 3_600_000).toISOString(), command: 'task.create', fields: [] },
    ...{ confidence: null, outcome: 'accepted', data: {}, edited: null, reason: null, seq: n + 1, worded: false },
    ...one,
  }))

type Answer = (question: ReturnType<typeof wordingQuestion>) => Promise<{ value: unknown; model: string }>

/** @returns what is wrong with what was made of the decisions, and what the preference is */
async function evaluate(
  one: WordingCase,
  answer: Answer,
): Promise<{ problems: string[]; preference: Preference | null }> {
  const decisions = decisionsOf(one)
  const groups = groupWords(workspaceId, decisions, inferById(workspaceId, decisions, new Map()).values())
  const [wording, ...others] = planWordings(groups, [], new Map()).ask
  if (!wording || others.length > 0) throw new Error(`${one.name}: one question is expected`)
  const said = await answer(wordingQuestion(workspaceId, wording))
  const shown = readWording(wording, said.value, said.model)
  if (!shown) return { problems: one.speaksOf ? ['nothing was said'] : [], preference: null }
  const rests = new Set(shown.learned.operations.map(({ patchId }) => patchId))
  const wrong = wording.shown.flatMap(({ patchId, shows }, n) => (rests.has(patchId) && !shows ? [n + 1] : []))
  const missing = wording.shown.flatMap(({ patchId, shows }, n) => (!rests.has(patchId) && shows ? [n + 1] : []))
  const problems = [
    one.speaksOf ? [] : [`nothing was to be said, and it is: ${shown.words}`],
    one.speaksOf && !one.speaksOf.test(shown.words)
      ? [`the words do not speak of ${one.speaksOf}: ${shown.words}`]
      : [],
    one.speaksOf && wrong.length > 0 ? [`it rests on ${wrong}, which show something else`] : [],
    // One that is overlooked does no harm.
    missing.length > 1 ? [`it does not rest on ${missing}`] : [],
  ].flat()
  const at = '2026-01-01T00:00:00.000Z'
  const { isNew: _, ...learned } = shown
  const preference: Preference = {
    ...{ ...learned, scope: 'user', corrected: false, enabled: true, version: 1, createdAt: at, updatedAt: at },
  }
  return { problems, preference }
}

const recorded =
  (value: unknown): Answer =>
  () =>
    Promise.resolve({ value, model: 'recorded' })

if (live) {
  const models = new Models(readModelsConfig(process.env))
  const { chain } = models.selectOptimalModel({
    taskType: 'preferences',
    complexity: 'low',
    contextTokens: 1_000,
    maxOutput: 400,
  })
  test.each(wordingCases)('$name', { timeout: 600_000 }, async (one) => {
    const found: string[][] = []
    for (let n = 0; n < times; n++) {
      const { problems } = await evaluate(one, async (messages) => {
        const said = await models.call<unknown>({ chain, messages, jsonSchema: wordingSchema as never, maxOutput: 400 })
        return { value: said.value, model: said.model }
      })
      found.push(problems)
    }
    console.log(`${one.name}: ${found.filter(({ length }) => length === 0).length} of ${times}`, found.flat())
  })
} else {
  test.each(wordingCases)('$name', async (one) => {
    expect((await evaluate(one, recorded(one.good))).problems).toEqual([])
    expect((await evaluate(one, recorded(one.bad.answer))).problems.join('\n')).toMatch(one.bad.found)
  })

  describe('decisions that are held back', () => {
    const spoken = wordingCases.filter(({ speaksOf }) => speaksOf !== null)

    test('of the same person and kind meet the preference; those of others, of other projects and kinds do not', async () => {
      for (const one of spoken) {
        const { preference } = await evaluate(one, recorded(one.good))
        if (!preference) throw new Error(`${one.name}: nothing was said`)
        const { field } = preference.context
        const [about, model] = [field ?? 'title', learnFrom([])]
        const meets = ({ memberId = ada, projectId = project, command = 'task.create', data = { [about]: 'x' } }) => {
          const operation = { key: 'a', command, data, tags: [], confidence: null }
          const where = { projectId, memberId, agent: null, at: 0 }
          return rankOperations([operation], { model, preferences: [preference] }, where)[0]?.preferenceIds.length
        }
        expect([one.name, meets({})]).toEqual([one.name, 1])
        expect(meets({ memberId: deriveId('evals', 'bo') })).toBe(0)
        expect(meets({ projectId: deriveId('evals', 'other') })).toBe(0)
        expect(meets(field === null ? { command: 'task.archive' } : { data: { dueDate: '2027-03-18' } })).toBe(0)
      }
    })

    test('templates alone say something of none of them', () => {
      const said = spoken.flatMap((one) => [...inferById(workspaceId, decisionsOf(one), new Map()).values()])
      expect(said.map(({ words }) => words)).toEqual([])
    })
  })
}
