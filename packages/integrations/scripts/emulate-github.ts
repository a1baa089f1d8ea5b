// GitHub on this machine, to try the connector on: the emulator and the handler before it that its tests have.
import { startGitHubEmulator } from '../src/testing/github-emulator.ts'

const port = Number(process.argv[2] ?? 4001)
const token = 'ghp_trial_0123456789'
const emulator = await startGitHubEmulator({
  port,
  tokens: [token],
  repositories: ['acme-dev/shop'],
  seed: {
    tokens: { [token]: { login: 'acme-dev' } },
    github: { users: [{ login: 'acme-dev' }], repos: [{ owner: 'acme-dev', name: 'shop' }] },
  },
})
for (let n = 1; n <= 25; n++)
  await emulator.ask(token, 'POST', '/repos/acme-dev/shop/issues', { title: `Issue ${n}`, body: `The ${n}. of 25.` })

console.log(`GitHub is emulated at ${emulator.url}, with 25 issues in acme-dev/shop. Ctrl-C ends it, and forgets them.

  ORCHESTRATOR_HTTP_ALLOW_HOSTS=${emulator.host} npm start
  npx orchestrator connection add github --setting baseUrl=${emulator.url} --credential token=${token}
  npx orchestrator mapping add github acme-dev/shop --project HELLO --backfill --follow
  curl -s ${emulator.url}/repos/acme-dev/shop/issues -H 'Authorization: Bearer ${token}' -d '{"title":"From there"}'
`)
