// A menu behind a button, for what is done seldom.
import { DropdownMenu } from 'radix-ui'
import { IconButton } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'

export interface MenuItem {
  readonly label: string
  readonly icon: IconName
  readonly run: () => void
}

export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton icon="more" weight="plain" label={label} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-20 min-w-48 rounded-lg border border-line bg-surface p-1 shadow-lg"
        >
          {items.map(({ label: name, icon, run }) => (
            <DropdownMenu.Item
              key={name}
              onSelect={run}
              className="flex h-8 cursor-pointer items-center gap-2.5 rounded-md px-2.5 outline-none data-[highlighted]:bg-sunken"
            >
              <Icon name={icon} className="size-4 text-muted" />
              {name}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
