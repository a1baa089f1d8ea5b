import { expect, test } from 'vitest'
import { redactorFor } from './redactor.ts'
import { type ExportedDecision, toExamples } from './to-examples.ts'

const workspace = '019a0000-0000-7000-8000-000000000001'
const ada = '019a0000-0000-7000-8000-00000000000a'
const redact = redactorFor(
  workspace,
  new Map([
    [ada, 'Ada Lovelace'],
    ['019a0000-0000-7000-8000-00000000000b', 'Bo'],
  ]),
)

test('who and what is secret is taken out; the same person has the same name everywhere', () => {
  const text = (words: string) => redact(words)
  const person = text('Ada Lovelace')
  expect(person).toMatch(/^person-[0-9a-f]{8}$/)
  expect(text(`Ada asks Ms Lovelace, ${ada} and Bob`)).toBe(`${person} asks Ms ${person}, ${person} and Bob`)
  expect(text('Tell Bo.')).toMatch(/^Tell person-[0-9a-f]{8}\.$/)
  expect(text('write to ada.l+x@acme.example now')).toBe('write to <email> now')
  for (const secret of [
    'orc_0123456789abcdef',
    'ghp_abcdefghijklmnop0123',
    'xoxb-123456789-abc',
    'eyJhbGciOi.eyJzdWIi.c2ln',
    'password: hunter2',
    'API_KEY=abc',
    'Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5',
    '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----',
  ])
    expect([secret, text(`a ${secret} b`)]).toEqual([secret, 'a <secret> b'])
  expect(redact({ id: '019a0000-0000-7000-8000-0000000000ff', n: 3, list: ['Ada', null] })).toEqual({
    ...{ id: expect.stringMatching(/^id-[0-9a-f]{8}$/), n: 3, list: [person, null] },
  })
  expect(text('Write the documentation of internationalization')).toBe(
    'Write the documentation of internationalization',
  )
})

test('a long text takes no long time, whatever it is made of', () => {
  const began = performance.now()
  for (const part of ['a', '+', 'eyJ-', 'a.', '-----BEGIN A-----', 'password '])
    redact(part.repeat(100_000 / part.length))
  expect(performance.now() - began).toBeLessThan(15_000)
})

const decision: ExportedDecision = {
  ...{ patchId: 'p', key: 'a', decidedAt: '2026-06-01T00:00:00.000Z', memberId: ada, projectId: ada, agent: 'planner' },
  ...{
    command: 'task.create',
    fields: [],
    tags: ['x'],
    confidence: 0.5,
    outcome: 'accepted',
    edited: null,
    reason: null,
  },
  ...{ data: { title: 'Ask Ada' }, title: 'Plan', rationale: 'For Ada' },
}

test('what was accepted is a chat, an edit a chat and a pair, a rejection a pair with nothing as the better', () => {
  const kinds = (what: Partial<ExportedDecision>) => toExamples(workspace, { ...decision, ...what }, redact)
  const [chat, ...more] = kinds({})
  expect(more).toEqual([])
  if (chat?.type !== 'chat') throw new Error('no chat')
  expect(chat.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant'])
  expect(JSON.parse(chat.messages.at(-1)?.content ?? '')).toEqual({
    command: 'task.create',
    data: { title: expect.stringMatching(/^Ask person-/) },
  })
  expect(JSON.stringify(chat)).not.toContain('Ada')
  const edited = kinds({ outcome: 'edited', edited: { title: 'Write it' } })
  expect(edited).toMatchObject([
    { type: 'chat' },
    {
      type: 'preference',
      chosen: expect.stringContaining('Write it'),
      rejected: expect.stringContaining('Ask person-'),
    },
  ])
  for (const outcome of ['rejected', 'undone'] as const)
    expect(kinds({ outcome })).toMatchObject([{ type: 'preference', chosen: 'null' }])
})

test('a project is in one part, about one in five in that to test with', () => {
  const splitOf = (projectId: string) => toExamples(workspace, { ...decision, projectId }, redact)[0]?.split
  const splits = Array.from({ length: 500 }, (_, n) => splitOf(`project ${n}`))
  expect(splitOf('project 7')).toBe(splits[7])
  const share = splits.filter((one) => one === 'test').length / splits.length
  expect(share).toBeGreaterThan(0.13)
  expect(share).toBeLessThan(0.27)
})
