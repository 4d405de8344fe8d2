// The skills of a space: what an agent sees of them before it loads one.
import { Empty } from '../../components/states.tsx'
import type { SpaceSearch } from './route.ts'
import type { Space } from './space.ts'

interface SkillsProps {
  readonly space: Space
  readonly onRead: (document: Pick<SpaceSearch, 'skill'>) => void
}

export function Skills({ space, onRead }: SkillsProps) {
  if (!space.skills?.length) {
    return (
      <Empty title="No skills" command={`errand context sync ${space.id}`}>
        A skill is a folder with a SKILL.md in a skill source. Agents see its name and description, and load the rest
        when it fits.
      </Empty>
    )
  }
  return (
    <ul>
      {space.skills.map(({ skillId, name, description, version, tags = [] }) => (
        <li key={skillId} data-row className="relative border-b border-line/60 px-4 py-2.5 hover:bg-sunken">
          <button
            type="button"
            onClick={() => onRead({ skill: skillId })}
            className="text-left font-medium after:absolute after:inset-0"
          >
            {name}
          </button>
          <span className="numeric ml-2 text-xs text-muted">{[version, ...tags].filter(Boolean).join(' · ')}</span>
          <p className="mt-0.5 break-words text-muted">{description}</p>
        </li>
      ))}
    </ul>
  )
}
