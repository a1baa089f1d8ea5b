import { AppError, type CommandInput, newId, type Permission } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

const ruleOf = (act: object, more: object = {}) =>
  ({
    ...{ name: 'r', when: 'task.created', ...more },
    ['then' as string]: [{ action: 'integration.call', call: 'github.createIssue', ...act }],
  }) as unknown as CommandInput<'rule.create'>
const input = { repository: 'acme/shop', title: '{{event.task.title}}' }

const places = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'invalid_input') throw error
      return error.fields.map(({ path, code }) => `${path} ${code}`).sort()
    },
  )

const connect = (w: TestWorkspace, name: string) =>
  w.run('connection.create', {
    ...{ id: newId(), provider: 'github', name, auth: 'token', scopes: [], settings: {} },
    ...{ account: { id: '1', name: 'a', url: null }, sealedCredentials: 'v1.x', sealedSecret: 'v1.x' },
  })

test('what of an action’s input is constant is looked at when the rule is saved; what expressions give is not', async () => {
  const w = await stage.workspace()
  const save = (act: object) => places(w.run('rule.create', ruleOf(act)))
  expect(await save({ input })).toEqual([])
  expect(await save({ input: { ...input, labels: '{{event.task.tags}}' } })).toEqual([])
  expect(await save({ input: { ...input, repository: 'shop', labels: [1], more: '{{event.task.title}}' } })).toEqual([
    ...['then.0.input.labels.0 invalid_type', 'then.0.input.more unknown_field'],
    'then.0.input.repository invalid_format',
  ])
  expect(await save({ input: {} })).toHaveLength(2)
  const nested = { action: 'if', if: 'true', ['then' as string]: ruleOf({ input: { ...input, title: '' } }).then }
  const deep = { name: 'r', when: 'task.created', ['then' as string]: [nested] } as never
  expect(await places(w.run('rule.create', deep))).toEqual(['then.0.then.0.input.title too_small'])
  expect(await refusal(w.run('rule.create', ruleOf({ call: 'github.burn', input: {} })))).toBe('invalid_input')
  // What the answer has is known, so what is read of it is looked at too.
  const reading = (body: string) => {
    const rule = ruleOf({ input, name: 'issue' })
    const comment = { action: 'comment.create', body }
    return { ...rule, ['then' as string]: [...rule.then, comment] } as never
  }
  expect(await refusal(w.run('rule.create', reading('{{steps.issue.url}}')))).toBe('nothing')
  expect(await refusal(w.run('rule.create', reading('{{steps.issue.nope}}')))).toBe('invalid_condition')
})

test('the connection is named by its id or its name, and has to be there', async () => {
  const w = await stage.workspace()
  const { result } = await connect(w, 'Acme')
  const save = (connection: string) => places(w.run('rule.create', ruleOf({ input, connection })))
  expect([await save('Acme'), await save(result.id)]).toEqual([[], []])
  expect(await save('Other')).toEqual(['then.0.connection not_found'])
  const other = await stage.workspace()
  expect(await places(other.run('rule.create', ruleOf({ input, connection: result.id })))).toEqual([
    'then.0.connection not_found',
  ])
})

test('whoever saves it has to be allowed to use connections, and its scopes have to say so', async () => {
  const w = await stage.workspace()
  const as = (scopes: Permission[]) => ({ ...w.owner, scopes })
  const rule = ruleOf({ input }, { scopes: ['task.edit'] })
  expect(await places(w.run('rule.create', rule))).toEqual(['scopes missing_scope'])
  const narrow = as(['automation.manage', 'task.edit'])
  expect(await refusal(w.run('rule.create', ruleOf({ input }, { scopes: ['integration.use'] }), narrow))).toBe(
    'forbidden',
  )
  const own = as(['automation.manage', 'integration.use'])
  expect(await refusal(w.run('rule.create', ruleOf({ input }, { scopes: ['integration.use'] }), own))).toBe('nothing')
  // What it does is changed by somebody who may not.
  const made = await w.run('rule.create', ruleOf({ input }))
  const change = { id: made.result.id, ['then' as string]: ruleOf({ input: { ...input, body: 'b' } }).then } as never
  expect(await refusal(w.run('rule.update', change, as(['automation.manage'])))).toBe('forbidden')
})
