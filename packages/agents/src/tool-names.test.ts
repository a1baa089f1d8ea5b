import { PlatformTool } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { toolNames } from './tool-specs.ts'

test('code knows the names of all tools that agents may be given', () => {
  const known: readonly string[] = PlatformTool.options
  expect(toolNames.filter((name) => !known.includes(name))).toEqual([])
})
