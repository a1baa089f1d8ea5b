import { describe, expect, test } from 'vitest'
import type { InboundRequest } from '../../connector/webhooks.ts'
import { addressOf, readAddress, replyAddressOf } from './addresses.ts'
import { readMessage } from './read-message.ts'
import { isAuthenticated } from './sender.ts'
import { EmailSettings } from './settings.ts'
import { replyIn } from './text.ts'
import { webhooks } from './webhooks.ts'

const settings = EmailSettings.parse({ address: 'Tasks@Example.com', authServer: 'mx.example.com' })
const raw = (headers: Record<string, string>, body = 'Hello') =>
  Buffer.from(
    `${Object.entries({
      'Message-ID': '<one@x>',
      From: 'Ada <ada@acme.org>',
      To: 'tasks+bugs@example.com',
      Subject: 'A bug',
      ...headers,
    })
      .map((pair) => pair.join(': '))
      .join('\r\n')}\r\n\r\n${body}`,
  )
const mime = (body: Buffer): InboundRequest => ({ headers: { 'content-type': 'message/rfc822' }, body })
const read = (headers: Record<string, string>, body?: string, of = settings) =>
  readMessage(mime(raw(headers, body)), of)
const passed = { 'Authentication-Results': 'mx.example.com; dmarc=pass header.from=acme.org' }

describe('who sent it', () => {
  const verdict = (...values: string[]) =>
    isAuthenticated(
      values.map((value) => ({ name: 'authentication-results', value })),
      'mx.example.com',
      'ada@acme.org',
    )

  test.each([
    ['mx.example.com; dmarc=pass (p=REJECT) header.from=acme.org', true],
    ['mx.example.com 1; dkim=pass header.d=acme.org header.s=x; spf=fail smtp.mailfrom=evil.org', true],
    ['mx.example.com; dkim=pass header.i=@acme.org', true],
    ['mx.example.com; spf=pass smtp.mailfrom=ada@acme.org', true],
    ['mx.example.com; dmarc=fail header.from=acme.org', false],
    ['mx.example.com; dkim=pass header.d=evil.org; spf=pass smtp.mailfrom=x@evil.org', false],
    ['mx.example.com; dmarc=pass header.from=evil.org', false],
    ['mx.example.com; dmarc=pass', false],
    ['evil.example.com; dmarc=pass header.from=acme.org', false],
    ['mx.example.com; none', false],
    // What a sender may choose: comments and quoted words.
    ['mx.example.com; dkim=fail (; dmarc=pass header.from=acme.org) header.d=evil.org', false],
    ['mx.example.com; auth=fail smtp.auth="x; dmarc=pass header.from=acme.org"', false],
    ['mx.example.com; dkim=pass header.d=org', false],
    ['mx.example.com; dkim=pass header.d=cme.org', false],
  ])('%s: %s', (value, expected) => {
    expect(verdict(value)).toBe(expected)
  })

  test('only the topmost line of the own server counts', () => {
    const [good, bad] = ['mx.example.com; dmarc=pass header.from=acme.org', 'mx.example.com; dmarc=fail']
    expect(verdict(bad, good)).toBe(false)
    expect(verdict('other.net; dmarc=fail', good, bad)).toBe(true)
  })

  test('of several senders nobody is known; without a server that is trusted only who says so is', async () => {
    expect(await read({ ...passed, From: 'a@acme.org, b@acme.org' })).toMatchObject({ from: null, verified: false })
    expect(await read({})).toMatchObject({ verified: false, from: { name: 'Ada', address: 'ada@acme.org' } })
    const trusting = EmailSettings.parse({ address: 'tasks@example.com', trust: 'from' })
    expect(await read({}, 'x', trusting)).toMatchObject({ verified: true })
    expect(EmailSettings.safeParse({ address: 'tasks@example.com' }).error?.issues[0]?.path).toEqual(['authServer'])
    const long = EmailSettings.safeParse({ address: `${'x'.repeat(19)}@example.com`, trust: 'from' })
    expect(long.error?.issues[0]?.path).toEqual(['address'])
  })
})

test.each([
  [{ 'Auto-Submitted': 'auto-replied' }],
  [{ Precedence: 'bulk' }],
  [{ 'X-Autoreply': 'yes' }],
  [{ 'X-Auto-Response-Suppress': 'All' }],
  [{ 'List-Id': '<all.acme.org>' }],
  [{ 'Return-Path': '<>' }],
  [{ 'Content-Type': 'multipart/report; boundary=x' }],
  [{ From: 'MAILER-DAEMON@acme.org' }],
])('what a program wrote is told apart: %o', async (headers) => {
  expect((await read(headers as never)).automatic).not.toBeNull()
  expect((await read({ 'Auto-Submitted': 'no' })).automatic).toBeNull()
})

test('no message keeps the reader for long: all workspaces share it', { timeout: 120_000 }, async () => {
  // Each took from half a minute to hours.
  const html = (body: string) => read({ 'Content-Type': 'text/html' }, body)
  const spaces = await read({}, `a${' '.repeat(400_000)}b`)
  expect(spaces.text).toBe('a')
  expect(spaces.reply).toBe('a')
  expect((await html(`${'<div>'.repeat(19_000)}deep`)).text).toContain('deep')
  expect((await html(`${'<div>'.repeat(400_000)}long`)).text).toBe('long')
  expect((await html(`<style>${'<style'.repeat(100_000)}</style>seen`)).text).toBe('seen')
})

describe('addresses', () => {
  test('an alias stands behind a plus, or before the @ where all come in; case does not matter', () => {
    const all = { address: 'in@example.com', catchAll: true }
    expect(addressOf(settings, 'bugs')).toBe('tasks+bugs@example.com')
    expect(addressOf(all, 'bugs')).toBe('bugs@example.com')
    expect(readAddress(settings, 'TASKS+Bugs@EXAMPLE.com')).toEqual({ alias: 'bugs' })
    expect(readAddress(settings, 'tasks@example.com')).toEqual({ alias: '*' })
    expect(readAddress(settings, 'bugs@example.com')).toBeNull()
    expect(readAddress(all, 'bugs@example.com')).toEqual({ alias: 'bugs' })
    expect(readAddress(all, 'bugs@example.org')).toBeNull()
    for (const place of [settings, all])
      expect(readAddress(place, replyAddressOf(place, 'abc234').toUpperCase())).toEqual({ token: 'abc234' })
  })

  test('who stands only in the copy, or only in what the servers noted, is found too, each once', async () => {
    const message = await read({
      To: 'someone@else.org, Tasks <tasks+bugs@example.com>',
      Cc: 'tasks+BUGS@example.com, tasks+ops@example.com',
      'Delivered-To': '<tasks+hidden@example.com>',
    })
    expect(message.containers.toSorted()).toEqual(['bugs', 'hidden', 'ops'])
  })
})

describe('what providers send', () => {
  const body = raw({ ...passed }, 'Grüße')
  const form = (fields: Record<string, Buffer | string>) => {
    const parts = Object.entries(fields).flatMap(([name, value]) => [
      Buffer.from(`--b0\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ])
    return {
      headers: { 'content-type': 'multipart/form-data; boundary="b0"' },
      body: Buffer.concat([...parts, Buffer.from('--b0--\r\n')]),
    }
  }
  const envelope = JSON.stringify({ to: ['tasks+secret@example.com'], from: 'x@y.z' })

  test('is one message: raw, where a server’s word at its top counts, SendGrid’s and Mailgun’s forms, Postmark’s JSON', async () => {
    const urlencoded = new URLSearchParams({ recipient: 'tasks+secret@example.com', 'body-mime': body.toString() })
    const requests: InboundRequest[] = [
      mime(body),
      form({ envelope, email: body, SPF: 'pass' }),
      form({ recipient: 'tasks+secret@example.com', 'body-mime': body }),
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.from(urlencoded.toString()) },
      {
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: Buffer.from(JSON.stringify({ OriginalRecipient: 'tasks+secret@example.com', RawEmail: body.toString() })),
      },
    ]
    for (const [n, request] of requests.entries()) {
      const message = await readMessage(request, settings)
      expect(message).toMatchObject({ id: '<one@x>', subject: 'A bug', text: 'Grüße', verified: n === 0 })
      expect(message.containers.includes('secret')).toBe(n > 0)
      expect(webhooks.parse(request).id).toBe(n === 0 ? '<one@x>' : '<one@x> tasks+secret@example.com')
    }
  })

  test('a body that is in no certain encoding stays as it is', async () => {
    const latin = Buffer.concat([
      raw({ 'Content-Type': 'text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding': '8bit' }, ''),
      Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65]),
    ])
    expect((await readMessage(form({ email: latin, x: '--b' }), settings)).text).toBe('Grüße')
  })

  test('without a whole message it is said what to set', async () => {
    for (const request of [
      form({ subject: 'x' }),
      { headers: { 'content-type': 'application/json' }, body: Buffer.from('[') },
      mime(Buffer.alloc(0)),
    ])
      await expect(readMessage(request, settings)).rejects.toMatchObject({ kind: 'malformed' })
  })

  test('only whoever has the secret may send, as a password or a token', async () => {
    const secret = 'whsec_a+b/c='
    const ok = (authorization?: string) =>
      webhooks.verify({ headers: { ...(authorization && { authorization }) }, body }, secret, new Date())
    expect(ok(`Basic ${btoa(`mail:${secret}`)}`)).toBe(true)
    expect(ok(`Bearer ${secret}`)).toBe(true)
    for (const wrong of [
      undefined,
      'Bearer x',
      `Basic ${btoa('mail:x')}`,
      `Basic ${btoa(secret.slice(1))}`,
      `Digest ${secret}`,
    ])
      expect(ok(wrong)).toBe(false)
    expect(webhooks.verify({ headers: { authorization: 'Bearer ' }, body }, '', new Date())).toBe(false)
  })
})

describe('what it says', () => {
  test('HTML is Markdown, and nothing of it is a program; names of what is attached are there', async () => {
    const html =
      '<html><head><style>p{}</style></head><body><h1>Hi</h1><p>See <a href="https://x.example">this</a> <b>now</b></p><script>alert(1)</script><ul><li>one</li></ul><img src="https://t.example/p.gif"></body></html>'
    const body = [
      '--m',
      'Content-Type: text/html; charset=utf-8',
      '',
      html,
      '--m',
      'Content-Type: application/pdf; name="plan.pdf"',
      'Content-Disposition: attachment; filename="plan.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      'AAAA',
      '--m--',
    ].join('\r\n')
    const message = await read({ 'Content-Type': 'multipart/mixed; boundary=m' }, body)
    expect(message.text).toBe('# Hi\n\nSee [this](https://x.example) **now**\n\n-   one')
    expect(message.attachments).toEqual(['plan.pdf'])
  })

  test.each([
    ['Yes.\n\nOn Mon, Nov 30, 2026 at 9:00 AM Ada <ada@acme.org> wrote:\n> Is it?\n> Really?', 'Yes.'],
    ['Ja, gerne\n\nAm 30.11.2026 um 09:00 schrieb Ada:\n> Ist es?', 'Ja, gerne'],
    ['Done\n\n-- \nBob\nAcme Ltd.', 'Done'],
    ['Top\n\n-----Original Message-----\nFrom: Ada\nSubject: x\n\nold', 'Top'],
    ['> only quoted', ''],
  ])('of an answer only what is new: %j', (text, expected) => {
    expect(replyIn(text)).toBe(expected)
  })

  test('of an answer of Outlook, in HTML alone, only what is above what it quotes', async () => {
    const answered = (own: string, between: string) =>
      `<html><head><style>p{}</style></head><body>${own}${between}<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> Ada &lt;ada@acme.org&gt;<br><b>Subject:</b> Is it?</font></div><div>Old text</div></body></html>`
    const readHtml = (html: string) => read({ 'Content-Type': 'text/html; charset=utf-8' }, html)
    const ruler = '<hr style="display:inline-block;width:98%" tabindex="-1">'
    for (const between of [`<div id="appendonsend"></div>\r\n${ruler}\r\n`, ruler, '']) {
      const message = await readHtml(answered('<div>Yes, <b>do</b> it.</div>', between))
      expect(message.reply).toBe('Yes, **do** it.')
      expect(message.text).toContain('Old text')
    }
    expect((await readHtml(answered('', ruler))).reply).toContain('Old text')
    expect((await readHtml(`<p>divRplyFwdMsg</p><hr><p>all mine</p>`)).reply).toContain('all mine')
  })

  test('nothing that somebody writes keeps the reader for long', { timeout: 60_000 }, () => {
    for (const evil of [
      'On '.repeat(6_000),
      `${'> '.repeat(9_000)}\n`,
      `On ${' '.repeat(15_000)}wrote:`,
      '_'.repeat(19_000),
      `${'-'.repeat(19_000)}x`,
      '\n'.repeat(19_000),
      'On a\n'.repeat(3_900),
    ]) {
      // Where an expression goes back and forth, some of these take hours: the test has a minute.
      expect(replyIn(evil).length).toBeLessThanOrEqual(evil.length)
    }
  })
})
