import { expect, test } from 'vitest'
import { inboundInWords } from './inbound-mail.ts'

test('says whether mail is taken in, where, and what is wrong', () => {
  const account = { name: 'tasks@example.com' }
  expect(inboundInWords(undefined)).toMatchObject({
    ok: true,
    text: expect.stringContaining('docs/integrations/email.md'),
  })
  expect(inboundInWords({ status: 'active', trouble: null, account })).toEqual({
    ok: true,
    text: 'to tasks@example.com',
  })
  expect(inboundInWords({ status: 'paused', trouble: null, account }).text).toBe('to tasks@example.com, paused')
  const trouble = { message: 'the mail server does not take the user and password', action: 'Connect Mail again.' }
  expect(inboundInWords({ status: 'attention', trouble, account } as never)).toMatchObject({
    ok: false,
    hint: trouble.action,
  })
})
