import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface Options {
  readonly names: readonly string[]
  readonly json: boolean
  readonly quick: boolean
  readonly temporal: 'dev' | 'postgres'
  readonly profiles: string | undefined
  /** Those that the benchmark of rules is to stand beside; undefined: all. */
  readonly peers: readonly string[] | undefined
  readonly help: boolean
}

export const usage = `npm run bench -- [name …] [--json] [--quick] [--temporal=dev|postgres] [--profiles=<folder>]

  --json       one line for each benchmark: {"name","figures","floor","ratio"}
  --quick      each in less than half a minute; shows that it works, not how fast we are
  --temporal   dev: the development server (default); postgres: a server with Postgres, built with Go once
  --profiles   CPU profiles of our processes go into this folder
  --peers      whom \`rules\` stands beside, with commas; all unless told, and each is installed when it is missing`

/** @throws Error in one sentence when an argument is wrong */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      temporal: { type: 'string', default: 'dev' },
      profiles: { type: 'string' },
      peers: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { temporal, profiles, peers, json, quick, help } = values
  if (temporal !== 'dev' && temporal !== 'postgres') throw new Error('--temporal is either dev or postgres.')
  return {
    names: positionals,
    json,
    quick,
    help,
    temporal,
    profiles: profiles === undefined ? undefined : resolve(profiles),
    peers: peers?.split(',').filter((name) => name !== ''),
  }
}
