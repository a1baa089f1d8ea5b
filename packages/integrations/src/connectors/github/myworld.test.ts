import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Draft } from '../../connector/connector.ts'
import type { Item } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { type MyworldFault, type MyworldStage, openMyworldStage } from '../../testing/myworld-stage.ts'
import { describeWithPython, myworld } from '../../testing/python-part.ts'

describeWithPython(myworld, 'github with the faults of myworld', () => {
  let stage: MyworldStage
  const since = new Date(Date.now() - 60_000).toISOString()
  beforeAll(async () => {
    stage = await openMyworldStage()
  })
  beforeEach(() => stage.faults([]))
  afterAll(() => stage.close())

  const draft = (title: string, on: Item | null = null): Draft => ({
    ...{ containerId: stage.containerId, marker: randomUUID() },
    ...(on
      ? { type: 'comment', on: { type: on.type, id: on.id }, fields: { body: title } }
      : { type: 'issue', on: null, fields: { title, description: 'text' } }),
  })
  const find = ({ containerId, type, on, marker }: Draft) =>
    stage.open().search({ containerId, type, on, marker, since })
  const titled = async (title: string) => (await stage.issues()).filter((one) => one.title === title)
  const failure = (work: Promise<unknown>) => expect(work).rejects

  /** As the engine makes things: whatever is unsure is looked for first, and what was refused is tried again. */
  async function makeOnce(wanted: Draft): Promise<Item> {
    let unsure = false
    for (;;) {
      try {
        return (unsure ? await find(wanted) : null) ?? (await stage.open().create(wanted))
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        if (error.kind === 'ambiguous') unsure = true
        else if (!['unavailable', 'rate_limited', 'malformed'].includes(error.kind)) throw error
      }
    }
  }

  test.each<{ kind: MyworldFault['kind']; made: boolean }>([
    { kind: 'timeout_after_commit', made: true },
    { kind: 'truncated', made: true },
    { kind: 'timeout', made: false },
    { kind: 'bad_gateway', made: false },
    { kind: 'transport_error', made: false },
  ])('an issue whose making is answered with $kind is ambiguous, and there once in the end', async ({ kind, made }) => {
    const wanted = draft(`made with ${kind}`)
    await stage.faults([{ tool: 'github.issues.create', kind, times: 1 }])
    await failure(stage.open().create(wanted)).toMatchObject({ name: 'ProviderError', kind: 'ambiguous' })
    expect(stage.requests).toHaveLength(1)
    expect((await find(wanted))?.fields['title'] ?? null).toBe(made ? `made with ${kind}` : null)
    if (!made) await stage.open().create(wanted)
    expect((await find(wanted))?.marker).toBe(wanted.marker)
    expect(await titled(`made with ${kind}`)).toHaveLength(1)
  })

  test('a comment whose answer is lost is found by its marker, and there once', async () => {
    const issue = await stage.open().create(draft('with a comment'))
    const wanted = draft('said once', issue)
    await stage.faults([{ tool: 'github.issues.createComment', kind: 'timeout_after_commit', times: 1 }])
    await failure(stage.open().create(wanted)).toMatchObject({ kind: 'ambiguous' })
    expect((await find(wanted))?.fields['body']).toBe('said once')
    expect((await titled('with a comment'))[0]?.comments).toHaveLength(1)
  })

  test('an edit whose answer is lost is done, and doing it again changes nothing', async () => {
    const issue = await stage.open().create(draft('before the edit'))
    await stage.faults([{ tool: 'github.issues.update', kind: 'timeout_after_commit', times: 1 }])
    const fields = { title: 'after the edit', labels: ['bug'] }
    await failure(stage.open().update(issue, stage.containerId, fields)).toMatchObject({ kind: 'ambiguous' })
    expect((await stage.open().get(issue, stage.containerId))?.fields).toMatchObject(fields)
    const again = await stage.open().update(issue, stage.containerId, fields)
    expect(again.fields).toMatchObject(fields)
    expect(again.marker).toBe(issue.marker)
  })

  test('a limit is rate_limited with the minute that GitHub asks for where it names none, and nothing was done', async () => {
    await stage.faults([
      { tool: 'github.issues.create', kind: 'rate_limit', times: 1 },
      { tool: 'github.issues.listForRepo', kind: 'rate_limit', times: 1 },
    ])
    const limited = { name: 'ProviderError', kind: 'rate_limited', retryAfterMs: 60_000, status: 403 }
    await failure(stage.open().create(draft('limited'))).toMatchObject(limited)
    const pull = () => stage.open().pull({ containerId: stage.containerId, type: 'issue', cursor: null })
    await failure(pull()).toMatchObject(limited)
    expect(await titled('limited')).toEqual([])
    expect((await pull()).items.length).toBeGreaterThan(0)
  })

  test('a gateway that is bad is unavailable for what reads, half an answer malformed; both pass', async () => {
    const pull = () => stage.open().pull({ containerId: stage.containerId, type: 'issue', cursor: null })
    for (const [kind, told] of [
      ['bad_gateway', 'unavailable'],
      ['transport_error', 'unavailable'],
      ['timeout', 'unavailable'],
      ['truncated', 'malformed'],
    ] as const) {
      await stage.faults([{ tool: 'github.issues.listForRepo', kind, times: 1 }])
      await failure(pull()).toMatchObject({ name: 'ProviderError', kind: told })
      expect(stage.requests).toHaveLength(1)
      await pull()
    }
  })

  test('a token that it does not know is unauthorized', async () => {
    await failure(stage.open('gho_unknown').check()).toMatchObject({ kind: 'unauthorized' })
  })

  test('thirty issues that are made while every second request fails somehow are thirty', async () => {
    const kinds = ['timeout_after_commit', 'timeout', 'truncated', 'bad_gateway', 'rate_limit'] as const
    await stage.faults(kinds.map((kind) => ({ tool: 'github.issues.*', kind, times: null, probability: 0.13 })))
    const titles = Array.from({ length: 30 }, (_, n) => `one of thirty: ${n}`)
    for (const title of titles) await makeOnce(draft(title))
    const creations = stage.requests.filter((one) => one.startsWith('POST '))
    expect(creations.length).toBeGreaterThan(titles.length)
    await stage.faults([])
    const there = (await stage.issues()).map(({ title }) => title).filter((title) => title.startsWith('one of thirty'))
    expect(there.sort()).toEqual(titles.sort())
  })
})
