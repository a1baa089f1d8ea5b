import { describe, expect, it } from 'vitest'
import { redactResponse } from './redact-http.ts'

const redact = (body: string, headers: Record<string, string> = {}) => redactResponse({ status: 200, headers, body })

describe('what a history keeps of an answer', () => {
  it('is the whole of one that gives nothing away', () => {
    const answer = {
      status: 404,
      headers: { 'content-type': 'application/json', etag: '"a"', 'x-total': '3' },
      body: '{ "key": "WEB-12", "author": "Ada", "next": "/items?page=2&sort=key", "session": "Keynote", "code": "x" }',
    }
    expect(redactResponse(answer)).toEqual(answer)
  })

  it.each([
    ['set-cookie', 'sid=hush'],
    ['cookie', 'sid=hush'],
    ['authorization', 'Bearer hush'],
    ['proxy-authorization', 'Basic hush'],
    ['x-api-key', 'hush'],
    ['apikey', 'hush'],
    ['x-auth', 'hush'],
    ['x-amz-security-token', 'hush'],
    ['x-hub-signature-256', 'hush'],
    ['location', 'https://a.example/cb?state=1&code=hush'],
    ['link', '<https://a.example/?token=hush>; rel="next"'],
  ])('has no %s', (name, value) => {
    const kept = redact('', { [name]: value, 'x-other': 'stays' })
    expect(JSON.stringify(kept)).not.toContain('hush')
    expect(kept).toMatchObject({ redacted: true, headers: { 'x-other': 'stays' } })
  })

  it.each([
    ['a field', '{"access_token":"hush","expires_in":3600}', '{"access_token":"[redacted]","expires_in":3600}'],
    [
      'a field deep inside',
      '[{"user":{"Password" : "hu\\"sh","n":1}}]',
      '[{"user":{"Password" : "[redacted]","n":1}}]',
    ],
    ['JSON that ends too early', '{"client_secret":"hush","a":"b', '{"client_secret":"[redacted]","a":"b'],
    ['JSON that is cut inside of it', '{"n":1,"access_token":"hush', '{"n":1,"access_token":"[redacted]"'],
    ['JSON that is cut at a backslash', '{"access_token":"hush\\', '{"access_token":"[redacted]"'],
    ['a number', '{"token":123450815,"n":1}', '{"token":"[redacted]","n":1}'],
    ['a field after much space', `{"token":${' '.repeat(50)}"hush"}`, `{"token":${' '.repeat(50)}"[redacted]"}`],
    ['a list', '{"tokens":["hu]sh", ["hush"]],"n":[1]}', '{"tokens":"[redacted]","n":[1]}'],
    ['a list that is cut', '{"tokens":["hush","hu', '{"tokens":"[redacted]"'],
    ['an object', '[{"secret":{"value":"hush","of":{"n":1}}},2]', '[{"secret":"[redacted]"},2]'],
    [
      'a list of objects',
      '{"items":[{"token":"hush"},{"token":"hush"}]}',
      '{"items":[{"token":"[redacted]"},{"token":"[redacted]"}]}',
    ],
    [
      'XML',
      '<a>\n<access_token>hush</access_token><n>1</n></a>',
      '<a>\n<access_token>[redacted]</access_token><n>1</n></a>',
    ],
    [
      'XML with attributes',
      '<w:Password Type="text"><![CDATA[hush]]></w:Password>',
      '<w:Password Type="text">[redacted]</w:Password>',
    ],
    ['XML that is cut', '<token>hush', '<token>[redacted]'],
    ['a form', 'refresh_token=hush&scope=a', 'refresh_token=[redacted]&scope=a'],
    [
      'an address in text',
      'see https://files.example/x.pdf?X-Amz-Signature=hush&size=1 there',
      'see https://files.example/x.pdf?X-Amz-Signature=[redacted]&size=1 there',
    ],
    ['an address in JSON', '{"url":"https://a.example/?key=hush"}', '{"url":"https://a.example/?key=[redacted]"}'],
  ])('has no secret in %s', (_, body, kept) => {
    expect(redact(body)).toMatchObject({ body: kept, redacted: true })
  })

  it('keeps what only has the name of a secret', () => {
    const body =
      '{"usage":{"total_tokens":812,"output_tokens":12},"password":null,"has_token": true,"token":,"token":}<tokens> <n>1</n></tokens>'
    expect(redact(body)).toEqual({ status: 200, headers: {}, body })
  })

  it('is cut where it is too long, with a mark, and no half of a secret stays behind', () => {
    const kept = redact(`${'x'.repeat(64 * 1024 - 20)}{"token":"${'hush'.repeat(20)}"}${'y'.repeat(100)}`)
    expect(kept).toMatchObject({ cut: true, redacted: true })
    expect(kept.body).toHaveLength(64 * 1024 + 1)
    expect(kept.body).not.toContain('hush')
    expect(redact('x'.repeat(70_000))).toMatchObject({ cut: true, body: `${'x'.repeat(64 * 1024)}…` })
  })

  it('takes no time for what was made to take long', () => {
    const startedAt = performance.now()
    const parts = [
      '"a":',
      '"',
      '?a',
      '=',
      '&a=',
      '\\"',
      '" "',
      'a',
      ' ',
      '"token":',
      '"token":[',
      '[{',
      '<',
      '<token>',
      '<a ',
    ]
    for (const part of parts) {
      for (const before of ['', '{"token":"', '{"token":[', '<token '])
        redact(`${before}${part.repeat(300_000 / part.length)}`)
    }
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })
})
