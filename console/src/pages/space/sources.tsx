// Where the documents and skills of a space come from, and which agents read it.
import { Link } from '@tanstack/react-router'
import { Empty } from '../../components/states.tsx'
import { type Column, Table } from '../../components/table.tsx'
import type { Space } from './space.ts'

type Source = Space['sources'][number]

const columns: readonly Column<Source>[] = [
  { name: 'Name', render: ({ name }) => <span className="font-medium">{name}</span> },
  { name: 'Kind', render: ({ kind }) => kind.replaceAll('_', ' ') },
  {
    name: 'Path',
    isWide: true,
    render: ({ path, bucketName, prefix }) => (
      <code className="font-mono text-xs">{path ?? [bucketName, prefix].filter(Boolean).join('/')}</code>
    ),
  },
]

export function Sources({ space }: { space: Space }) {
  const { sources, skillSources, agentIds } = space
  return (
    <>
      {sources.length > 0 && <Listed title="Documents" sources={sources} />}
      {skillSources.length > 0 && <Listed title="Skills" sources={skillSources} />}
      {sources.length + skillSources.length === 0 && (
        <Empty title="No sources">A space without sources holds nothing. Make one with a folder instead.</Empty>
      )}
      <h2 className="px-4 pt-4 pb-1 text-xs font-medium text-muted">Agents that read it</h2>
      <p className="flex flex-wrap gap-x-4 gap-y-1 px-4 pb-4">
        {agentIds.length === 0 && <span className="text-muted">None yet.</span>}
        {agentIds.map((agentId) => (
          <Link key={agentId} to="/agents/$agentId" params={{ agentId }} className="underline">
            {agentId}
          </Link>
        ))}
      </p>
    </>
  )
}

function Listed({ title, sources }: { title: string; sources: readonly Source[] }) {
  return (
    <section>
      <h2 className="px-4 pt-4 pb-1 text-xs font-medium text-muted">{title}</h2>
      <Table label={`Sources of ${title.toLowerCase()}`} columns={columns} rows={sources} keyOf={({ id }) => id} />
    </section>
  )
}
