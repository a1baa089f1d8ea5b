import * as z from 'zod'
import type { Action } from '../../connector/connector.ts'
import { type ActionContext, defineAction, Made, made, makeOnce } from '../../connector/define-action.ts'
import type { FieldValue } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import type { NotionContext } from './context.ts'
import { provider } from './failures.ts'
import { findPage, pageItem } from './pages.ts'
import { bodyKey, specsOf, titleKey } from './properties.ts'
import type { NotionSession } from './session.ts'
import { WirePages } from './wire.ts'
import { need } from './write-page.ts'

const Id = z.string().regex(/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i, 'an id of Notion')
const page = Id.meta({ description: 'the id of the page' })
const dataSource = Id.meta({ description: 'the id of the data source' })
const Value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
const properties = z
  .record(z.string(), Value)
  .default({})
  .meta({ description: 'by the name of the property; choices by their names, people and pages by their ids' })
const markdown = z.string().meta({ description: 'Markdown' })

const contextOf = ({ session }: ActionContext): NotionContext => (session as NotionSession).notion

/** By the keys of fields what is given by the names of properties. @throws invalid naming each that is not there */
async function fieldsOf(
  context: NotionContext,
  sourceId: string,
  given: Readonly<Record<string, FieldValue>>,
): Promise<Record<string, FieldValue>> {
  if (Object.keys(given).length === 0) return {}
  const specs = specsOf(await context.freshSource(sourceId)).filter(({ readOnly }) => !readOnly)
  const fields: Record<string, FieldValue> = {}
  const unknown: string[] = []
  for (const [name, value] of Object.entries(given)) {
    const spec = specs.find((one) => one.key === name || one.name === name || one.name === `${name} (pages)`)
    if (!spec) unknown.push(name)
    else fields[spec.key] = spec.options?.find((option) => option.name === value)?.value ?? value
  }
  if (unknown.length === 0) return fields
  const message = `no properties that can be written: ${unknown.join(', ')}; there are: ${specs.map(({ name }) => name).join(', ')}`
  const refused = unknown.map((name) => ({ field: `properties.${name}`, message: 'there is no such property' }))
  throw new ProviderError(provider, 'invalid', message, { fields: refused })
}

async function placeOf(context: NotionContext, id: string): Promise<string> {
  const { parent } = need(await findPage(context, id), id)
  if (parent.data_source_id !== undefined) return parent.data_source_id
  throw new ProviderError(provider, 'invalid', `page ${id} is in no data source`)
}

const createPage = defineAction(provider, {
  name: 'Create a page',
  summary: 'Makes a page in a data source of Notion.',
  input: z.strictObject({ dataSource, title: z.string().min(1).max(2_000), content: markdown.default(''), properties }),
  output: Made,
  async run({ dataSource: containerId, title, content, properties: given }, context) {
    const fields = await fieldsOf(contextOf(context), containerId, given)
    const where = { containerId, type: 'page', on: null }
    return made(await makeOnce(context, where, { ...fields, [titleKey]: title, [bodyKey]: content }))
  },
})

const updatePage = defineAction(provider, {
  name: 'Update a page',
  summary: 'Changes the title, the properties or the whole body of a page.',
  input: z.strictObject({
    page,
    title: z.string().min(1).max(2_000).optional(),
    content: markdown.optional(),
    properties,
  }),
  output: Made,
  async run({ page: id, title, content, properties: given }, context) {
    const containerId = await placeOf(contextOf(context), id)
    const fields = await fieldsOf(contextOf(context), containerId, given)
    const all = {
      ...fields,
      ...(title !== undefined && { [titleKey]: title }),
      ...(content !== undefined && { [bodyKey]: content }),
    }
    return made(await context.session.update({ type: 'page', id }, containerId, all))
  },
})

const addComment = defineAction(provider, {
  name: 'Comment on a page',
  summary: 'Adds a comment to a page.',
  input: z.strictObject({
    page,
    body: z.string().min(1).meta({ description: 'Markdown; lists and headings stay as they are written' }),
  }),
  output: Made,
  async run({ page: id, body }, context) {
    const containerId = await placeOf(contextOf(context), id)
    return made(await makeOnce(context, { containerId, type: 'comment', on: { type: 'page', id } }, { body }))
  },
})

const queryDataSource = defineAction(provider, {
  name: 'Query a data source',
  summary: 'Finds pages of a data source, the one that was edited last first.',
  writes: false,
  input: z.strictObject({
    dataSource,
    filter: z.record(z.string(), z.unknown()).optional().meta({
      description: 'as Notion’s API documents filters, e.g. `{ "property": "Done", "checkbox": { "equals": false } }`',
    }),
    limit: z.int().min(1).max(100).default(25),
  }),
  output: z.object({ pages: z.array(Made.extend({ title: z.string(), properties: z.record(z.string(), Value) })) }),
  async run({ dataSource: id, filter, limit }, context) {
    const notion = contextOf(context)
    const specs = specsOf(await notion.source(id))
    const { results } = await notion.client.read(WirePages, (api) =>
      api.dataSources.query({
        ...{ data_source_id: id, page_size: limit, result_type: 'page' },
        ...(filter && { filter }),
        sorts: [{ timestamp: 'last_edited_time', direction: 'descending' }],
      } as never),
    )
    const pages = results.map((one) => {
      const item = pageItem(one, null)
      const told = specs.flatMap(({ key, name, options }): [string, FieldValue][] => {
        const value = item.fields[key]
        if (key === titleKey || value === undefined) return []
        return [[name, options?.find((option) => option.value === value)?.name ?? value]]
      })
      return {
        ...made(item),
        title: String(item.fields[titleKey] ?? ''),
        properties: Object.fromEntries(told) as never,
      }
    })
    return { pages }
  },
})

export const actions: Readonly<Record<string, Action>> = { createPage, updatePage, addComment, queryDataSource }
