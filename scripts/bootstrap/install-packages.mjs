import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const pnpm = 'pnpm@12.21.0'

/** Installs the workspace's packages unless the last installation was of exactly this lockfile and these manifests. */
export async function installPackages(root, { quietWhenReady }) {
  const marker = join(root, 'node_modules', '.orchestrator-installed')
  const wanted = fingerprint(root)
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) {
    if (!quietWhenReady) console.log('Packages    ready')
    return
  }
  const first = !existsSync(marker)
  console.log(
    `Packages    installing${first ? ' (the first time takes a minute or two)' : ', the lockfile has changed'} …`,
  )
  const startedAt = Date.now()
  const { code, output } = await runInstall(root)
  if (code !== 0) {
    console.error(output)
    throw failure(code, output)
  }
  writeFileSync(marker, wanted)
  console.log(`Packages    ready after ${Math.round((Date.now() - startedAt) / 1000)} s`)
}

function fingerprint(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  const folders = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)
  const files = ['package.json', ...[...folders, 'playbooks', 'bench'].map((folder) => `${folder}/package.json`)]
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...files]) {
    const path = join(root, file)
    if (existsSync(path)) hash.update(`${file}\n`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

function runInstall(root) {
  return new Promise((resolve) => {
    const args = ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only']
    // pnpm asks before it replaces node_modules when it thinks a person is there; nobody is.
    const env = { ...process.env, CI: process.env.CI ?? 'true' }
    const windows = process.platform === 'win32'
    const child = spawn(windows ? 'npx.cmd' : 'npx', args, {
      cwd: root,
      env,
      shell: windows,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const collect = (chunk) => {
      output = (output + chunk).slice(-20_000)
      // How far it is; all else is shown when it fails.
      const progress = /^Progress: .*$/m.exec(chunk)
      if (progress) process.stderr.write(`            ${progress[0]}\n`)
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('error', (error) => {
      resolve({ code: 127, output: `${output}\n${error.message}` })
    })
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output })
    })
  })
}

const reasons = [
  [
    /ERR_PNPM_OUTDATED_LOCKFILE/,
    `pnpm-lock.yaml does not belong to the package.json files. Run: npx --yes ${pnpm} install`,
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL/,
    'The package registry could not be reached. Check the network (and a proxy, if you need one), then run the same command again.',
  ],
  [/ENOSPC/, 'The disk is full. Free about 2 GB, then run the same command again.'],
  [/EACCES|EPERM/, 'A folder could not be written. See the path in the lines above; it must belong to you.'],
  [/spawn npx/, '`npx` was not found. It comes with npm: install npm 9 or newer, then run the same command again.'],
]

function failure(code, output) {
  const known = reasons.find(([pattern]) => pattern.test(output))
  const error = new Error('install failed')
  error.sentence = `\nThe packages could not be installed (exit code ${code}). ${known ? known[1] : 'The lines above say why.'}`
  return error
}
