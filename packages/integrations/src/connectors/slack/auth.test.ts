import { expect, test } from 'vitest'
import { auth } from './auth.ts'

test('the operator’s client secret goes to Slack alone', () => {
  const method = auth.find((one) => one.kind === 'oauth2')
  const addresses = (baseUrl: string) => {
    const settings = { baseUrl }
    return [
      method?.tokenEndpoint(settings),
      method?.authorizationEndpoint(settings),
      method?.revocationEndpoint?.(settings),
    ]
  }
  const slack = [
    'https://slack.com/api/oauth.v2.access',
    'https://slack.com/oauth/v2/authorize',
    'https://slack.com/api/auth.revoke',
  ]
  for (const baseUrl of ['https://slack.com/api/', 'https://evil.example/api/', 'https://slack.com.evil.example/'])
    expect(addresses(baseUrl)).toEqual(slack)
  expect(addresses('https://slack-gov.com/api/')[0]).toBe('https://slack-gov.com/api/oauth.v2.access')
})
