import { expect, test } from 'vitest'
import { nouns as github } from '../connectors/github/nouns.ts'
import { nouns as jira } from '../connectors/jira/nouns.ts'
import { askedInWords } from './asked-in-words.ts'

test.each([
  ['GET', '/repositories/1296269', 'The repository'],
  ['GET', '/repos/acme/shop', 'The repository acme/shop'],
  ['GET', '/repositories/1/issues?state=all', 'The issues of the repository'],
  ['POST', '/repos/acme/shop/issues', 'Adding to the issues of the repository acme/shop'],
  ['GET', '/repositories/1/issues/comments/5', 'Comment 5'],
  ['PATCH', '/repositories/1/issues/12', 'Changing issue #12'],
  ['DELETE', '/repositories/1/issues/12/labels/needs%20work', 'Removing label needs work of issue #12'],
  ['POST', '/repositories/1/issues/12/assignees', 'Adding to the assignees of issue #12'],
  ['GET', '/repositories/1/milestones', 'The milestones of the repository'],
  ['GET', '/repos/acme/shop/git/ref/heads/feature/x', 'Branch feature/x of the repository acme/shop'],
  ['PUT', '/repos/acme/shop/pulls/3/merge', 'Changing the merge of pull request #3 of the repository acme/shop'],
  ['POST', '/repositories/1/hooks', 'Adding to the webhooks of the repository'],
  ['GET', '/user/583231', 'User 583231'],
  ['GET', '/user', 'The account'],
  ['GET', '/user/repos', 'The repositories'],
  ['GET', `/repos/acme/shop/labels/${'x'.repeat(500)}`, `Label ${'x'.repeat(60)} of the repository acme/shop`],
])('GitHub: %s %s is “%s”', (method, path, words) => {
  expect(askedInWords(method, path, github)).toBe(words)
})

test.each([
  ['GET', '/rest/api/3/issue/SHOP-1', 'Issue SHOP-1'],
  ['PUT', '/rest/api/3/issue/SHOP-1/comment/10001', 'Changing comment 10001 of issue SHOP-1'],
  ['POST', '/rest/api/3/issue/SHOP-1/transitions', 'Adding to the transitions of issue SHOP-1'],
  ['POST', '/rest/api/3/issue', 'Adding to the issues'],
  ['GET', '/rest/api/3/project/SHOP', 'Project SHOP'],
])('Jira: %s %s is “%s”', (method, path, words) => {
  expect(askedInWords(method, path, jira)).toBe(words)
})

test('what has no name is called as its path calls it, and what cannot be read as it is', () => {
  expect(askedInWords('GET', '/a-b/c_d', {})).toBe('The c d')
  expect(askedInWords('GET', '/things/%E0%A4%A', { things: 'thing' })).toBe('Thing %E0%A4%A')
  expect(askedInWords('GET', '', {})).toBe('The request')
})
