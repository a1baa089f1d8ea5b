import proto from '@temporalio/proto'
import type { NativeConnection } from '@temporalio/worker'
import { searchAttributes } from './names.ts'

/** Registers the search attributes that the namespace does not have yet; runs that carry unknown ones would be refused. */
export async function ensureSearchAttributes(connection: NativeConnection, namespace: string): Promise<void> {
  const wanted = Object.values(searchAttributes).map((key) => key.name)
  const missing = async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
    return wanted.filter((name) => !Object.hasOwn(customAttributes ?? {}, name))
  }
  const names = await missing()
  if (names.length === 0) return
  const keyword = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(names.map((name) => [name, keyword])),
    })
  } catch (error) {
    // Another process of ours may have been quicker.
    if ((await missing()).length > 0) throw error
  }
}
