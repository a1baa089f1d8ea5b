import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot, type Stack } from '@orchestrator/cli/stack'
import { rolePassword } from '@orchestrator/store'
import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sendWebhook } from '../packages/cli/src/webhook/send-webhook.ts'
import { callWith, type Json } from './api/start-api.ts'
import { type CollectedSpan, startCollector } from './support/otlp-collector.ts'
import { startProduct } from './support/start-product.ts'

// The whole product as `npm start` starts it, at debug level and with a collector: what its operators get to see.

const caller = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') }
const title = `canary-title-${randomBytes(6).toString('hex')}`
let product: Awaited<ReturnType<typeof startProduct>>
let stack: Stack
let apiKey: string
let collector: Awaited<ReturnType<typeof startCollector>>
let call: ReturnType<typeof callWith>

beforeAll(async () => {
  collector = await startCollector()
  product = await startProduct({
    playbooks: join(repositoryRoot, 'playbooks'),
    env: { LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint },
  })
  ;({ stack, apiKey } = product)
  call = callWith(stack.apiUrl, apiKey)
  await playMainFlow()
})
afterAll(async () => {
  await product?.stop()
  collector?.stop()
})

const deadline = { timeout: 60_000, interval: 100 }
const made = async (path: string, body: object) => {
  const answer = await call('POST', path, body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}
const ended = (query: string) =>
  vi.waitFor(async () => {
    const { items } = (await call('GET', `/v1/runs?${query}`)).body
    expect(items.map((run: Json) => run.status)).toContain('completed')
    return (await call('GET', `/v1/runs/${items[0].id}`)).body
  }, deadline)
let completing: Json
let followUpRun: Json
let refusedRun: Json

/** A webhook becomes a task, a completed task a follow-up, a follow-up a comment; strangers are turned away. */
async function playMainFlow(): Promise<void> {
  await made('/v1/projects', { key: 'HELLO', name: 'Hello World' })
  await made('/v1/rules', {
    name: 'Greet follow-ups',
    when: 'task.created',
    if: 'event.task.title.startsWith("Follow up")',
    then: [{ action: 'comment.create', body: 'Seen' }],
  })
  const body = readFileSync(join(repositoryRoot, 'playbooks/software-development/issue-intake/issues.opened.json'))
  const access = { url: stack.apiUrl, apiKey, workspace: 'local' }
  const send = () => sendWebhook({ access, path: 'issue-intake', body, headers: { 'X-GitHub-Event': 'issues' } })
  const delivered = await vi.waitFor(send, deadline)
  await ended(`eventId=${(delivered.answer as Json).eventId}`)
  // The second delivery of the same issue only writes a line to the log.
  await ended(`eventId=${((await send()).answer as Json).eventId}`)

  const { items } = (await call('GET', '/v1/tasks')).body
  await call('PATCH', `/v1/tasks/${items[0].id}`, { title })
  const traceparent = `00-${caller.traceId}-${caller.spanId}-01`
  const change = { status: 'completed', addTags: ['review'] }
  completing = await call('PATCH', `/v1/tasks/${items[0].id}`, change, { traceparent, 'X-Request-Id': 'the-request' })
  expect(completing.status).toBe(200)
  const followUp = await vi.waitFor(async () => {
    const found = (await call('GET', '/v1/tasks')).body.items.find((task: Json) => task.title === `Follow up: ${title}`)
    expect((await call('GET', `/v1/comments?taskId=${found.id}`)).body.items).toHaveLength(1)
    return found
  }, deadline)
  await call('PATCH', `/v1/tasks/${followUp.id}`, { status: 'completed' })
  followUpRun = await ended('playbook=review-follow-up')

  // The database takes no NUL, so this rule fails, and its workflow says so.
  const refused = {
    name: 'Refused',
    when: 'project.created',
    then: [{ action: 'task.create', title: '{{"\\u0000"}}' }],
  }
  const rule = await made('/v1/rules', refused)
  await made('/v1/projects', { key: 'NUL', name: 'NUL' })
  refusedRun = await vi.waitFor(async () => {
    const [run] = (await call('GET', `/v1/runs?rule=${rule.id}`)).body.items
    expect(run.status).toBe('failed')
    return run
  }, deadline)

  const stranger = callWith(stack.apiUrl, `${apiKey.slice(0, -4)}abcd`)
  expect((await stranger('GET', '/v1/tasks')).status).toBe(401)
  expect((await callWith(stack.apiUrl)('POST', '/v1/hooks/local/issue-intake', { action: 'opened' })).status).toBe(401)
}

describe('one request is one trace', () => {
  const own = () => collector.spans.filter((span) => span.traceId === caller.traceId)
  const named = (name: string, service?: string) =>
    own().filter((span) => span.name === name && (service === undefined || span.service === service))

  /** Names from a span up to the one that the caller sent. */
  function ancestry(span: CollectedSpan): string[] {
    if (span.parentSpanId === caller.spanId) return [span.name]
    const parent = own().find(({ spanId }) => spanId === span.parentSpanId)
    return [span.name, ...(parent ? ancestry(parent) : [`no parent ${span.parentSpanId}`])]
  }

  const start = ['execute task.update', 'PATCH /v1/tasks/{id}']
  const run = ['workflow review-follow-up', 'start review-follow-up', ...start]

  it('from the API through store, relay, workflow and activity to the commands of the run, and to the rules that these start', async () => {
    // Each process sends its spans when it comes to it: a parent may be there after its child.
    await vi.waitFor(() => {
      for (const name of [
        'start review-follow-up',
        'workflow review-follow-up',
        'relay playbook',
        'activity finish',
        'rule',
      ])
        expect(named(name)).toHaveLength(1)
      expect(own().map((span) => ancestry(span).at(-1))).toEqual(own().map(() => 'PATCH /v1/tasks/{id}'))
    }, deadline)
    const [rule] = named('rule')
    expect(rule && ancestry(rule)).toEqual(['rule', 'execute task.create', 'activity command', ...run])
    expect(named('relay playbook').map(ancestry)).toEqual([['relay playbook', ...start]])
    for (const name of ['activity beginWait', 'activity endWait', 'activity finish'])
      expect(named(name).map(ancestry)).toEqual([[name, ...run]])
    expect([...new Set(own().map((span) => span.service))].sort()).toEqual([
      'orchestrator-api',
      'orchestrator-playbooks',
      'orchestrator-relay',
    ])
  })

  it('names the request, the run and the workflow, and says nothing of what people wrote', () => {
    expect(named('PATCH /v1/tasks/{id}')[0]?.attributes).toMatchObject({ 'orchestrator.request': 'the-request' })
    expect(named('start review-follow-up')[0]?.attributes).toMatchObject({ 'orchestrator.run': followUpRun.id })
    const [workflow] = named('workflow review-follow-up')
    expect(followUpRun.temporalUrl).toContain(encodeURIComponent(String(workflow?.attributes['temporal.workflow'])))
    expect(workflow?.failed).toBe(false)
    expect(collector.bodies.join()).not.toContain(title)
  })

  it('a rule is linked to the batch that ran it, whose trace is its own', () => {
    const batch = collector.spans.find(({ spanId }) => spanId === named('rule')[0]?.links[0])
    expect(batch?.name).toBe('run rules')
    expect(batch?.traceId).not.toBe(caller.traceId)
  })

  it('an event shows nothing of it', async () => {
    const events = (await call('GET', '/v1/events?after=0&limit=200')).body.items
    expect(JSON.stringify(events)).not.toContain(caller.traceId)
  })
})

describe('the logs', () => {
  const files = () => readdirSync(stack.folder.logs).map((name) => join(stack.folder.logs, name))
  const lines = (part: string): Json[] =>
    readFileSync(join(stack.folder.logs, `${part}.log`), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))

  it('each line of a request has its id, and those of the trace', () => {
    const requests = lines('api').filter((line) => line.msg === 'request')
    expect(requests.length).toBeGreaterThan(10)
    for (const line of requests) expect(line).toMatchObject({ requestId: expect.any(String), part: 'api' })
    expect(requests.find((line) => line.requestId === 'the-request')).toMatchObject({ traceId: caller.traceId })
  })

  it('each line of a run has its id', async () => {
    const said = lines('playbooks').filter((line) => line.msg === 'this issue has a task already')
    expect(said).toMatchObject([{ runId: expect.any(String), playbook: 'issue-intake', part: 'playbooks' }])
    // What Temporal says of its own runs is not taken for it.
    const toldOfFailure = () => lines('relay').find((line) => line.msg === 'a rule failed')
    // Its row says so first.
    await vi.waitFor(() => expect(toldOfFailure()).toBeDefined(), { timeout: 20_000, interval: 100 })
    const failed = toldOfFailure()
    expect(failed).toMatchObject({
      run: { runId: refusedRun.id },
      code: 'invalid_input',
      temporalRunId: expect.any(String),
    })
    expect(failed).not.toHaveProperty('runId')
  })

  it('hold no secret, and neither does Temporal', async () => {
    const { masterKey, postgresPassword } = JSON.parse(readFileSync(stack.folder.secrets, 'utf8'))
    const secret = (await call('GET', '/v1/webhooks/issue-intake/secret')).body.secret as string
    const secrets = {
      apiKey: apiKey.split('_').slice(2).join('_'),
      webhook: secret.replace('whsec_', ''),
      masterKey,
      postgresPassword,
      appPassword: rolePassword(masterKey, 'app'),
      relayPassword: rolePassword(masterKey, 'relay'),
    }
    for (const value of Object.values(secrets)) expect(value.length).toBeGreaterThan(20)
    const told = [
      ...files().map((file) => ({ where: file, text: readFileSync(file, 'utf8') })),
      { where: 'the collector', text: collector.bodies.join('\n') },
      { where: 'Temporal', text: await histories() },
    ]
    expect(told.map(({ where }) => where)).toContain(join(stack.folder.logs, 'playbooks.log'))
    expect(told.at(-1)?.text.includes(title)).toBe(true)
    const found = told.flatMap(({ where, text }) =>
      Object.entries(secrets).flatMap(([name, value]) =>
        [value, encodeURIComponent(value), Buffer.from(value).toString('base64')].some((form) => text.includes(form))
          ? [`${name} in ${where}`]
          : [],
      ),
    )
    expect(found).toEqual([])
  })

  /** Every history, with its payloads as text. */
  async function histories(): Promise<string> {
    const connection = await Connection.connect({ address: stack.temporalAddress })
    try {
      const { workflow } = new Client({ connection })
      const texts: string[] = []
      for await (const { workflowId } of workflow.list()) {
        const history = await workflow.getHandle(workflowId).fetchHistory()
        const asText = (key: string, value: unknown) =>
          key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value
        texts.push(JSON.stringify(history, asText))
      }
      return texts.join('\n')
    } finally {
      await connection.close()
    }
  }
})
