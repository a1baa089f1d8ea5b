import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Access } from '../api-client.ts'
import { findMapping, findMappingToChange } from './find-mapping.ts'

let keys: string[] = []
let server: Server
let access: Access

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ items: keys.map((containerKey) => ({ containerKey })), nextCursor: null }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  access = { url, apiKey: 'key', workspace: undefined }
})
afterAll(() => server.close())

const shown = async (words: string) => (await findMapping(access, words)).containerKey
const changed = async (words: string) => (await findMappingToChange(access, words)).containerKey

test('the exact name wins over one that is alike', async () => {
  keys = ['#shop', 'SHOP', 'shop']
  for (const key of keys) expect([await shown(key), await changed(key)]).toEqual([key, key])
  await expect(shown('Shop')).rejects.toThrow('“Shop” is mapped several times.')
})

test('a name that is only alike is shown, and never changed', async () => {
  keys = ['#shop', 'acme/Shop']
  expect([await shown('SHOP'), await shown('ACME/shop')]).toEqual(['#shop', 'acme/Shop'])
  for (const [words, key] of [
    ['SHOP', '#shop'],
    ['#Shop', '#shop'],
    ['acme/shop', 'acme/Shop'],
    ['#acme/Shop', 'acme/Shop'],
  ] as const)
    await expect(changed(words)).rejects.toMatchObject({
      ...{ message: `There is no mapping of “${words}”.`, hint: expect.stringContaining(`Alike are: '${key}'.`) },
    })
})

test('a channel is changed without what a shell takes for a remark, unless something else has that very name', async () => {
  keys = ['#shop', '#Shop']
  expect([await changed('shop'), await changed('Shop')]).toEqual(['#shop', '#Shop'])
  keys = ['#shop', 'shop', 'shop']
  await expect(changed('shop')).rejects.toThrow('“shop” is mapped several times.')
  await expect(changed('other')).rejects.toMatchObject({ hint: expect.stringContaining('mapping list') })
})
