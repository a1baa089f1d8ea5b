import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const needed = { DATABASE_URL: 'postgres://localhost/x', ORCHESTRATOR_MASTER_KEY: Buffer.alloc(32).toString('base64') }

test('what an installation is called at services, and where its own services are, come from the environment', () => {
  const config = readConfig({
    ...needed,
    ORCHESTRATOR_OAUTH_JIRA_CLIENT_ID: 'id',
    ORCHESTRATOR_OAUTH_JIRA_CLIENT_SECRET: 'secret',
    ORCHESTRATOR_OAUTH_GITHUB_CLIENT_ID: 'without a secret',
    ORCHESTRATOR_HTTP_ALLOW_HOSTS: 'github.lan:3000, jira.lan',
    ORCHESTRATOR_TRUSTED_PROXIES: '10.0.0.0/8',
  })
  expect(config.oauthClients).toEqual({ jira: { clientId: 'id', clientSecret: 'secret' } })
  expect(config.httpPolicy).toEqual({ allowPrivateHosts: ['github.lan:3000', 'jira.lan'] })
  expect(config.trustedProxies).toEqual(['10.0.0.0/8'])
})

test('without them there are none', () => {
  expect(readConfig(needed)).toMatchObject({ oauthClients: {}, httpPolicy: { allowPrivateHosts: [] } })
  expect(() => readConfig({ ...needed, ORCHESTRATOR_TRUSTED_PROXIES: 'nowhere' })).toThrow(/TRUSTED_PROXIES/)
})
