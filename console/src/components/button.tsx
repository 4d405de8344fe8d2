// Buttons in the three weights that pages need.
import type { AnchorHTMLAttributes, ButtonHTMLAttributes } from 'react'
import type { Contracts } from 'errand/contracts'
import { findRefusal, useCaller } from '../lib/use-caller.ts'
import { Icon, type IconName } from './icon.tsx'

type Weight = 'plain' | 'primary' | 'danger' | 'quiet'

const weights: Readonly<Record<Weight, string>> = {
  plain: 'border border-line bg-surface hover:bg-sunken',
  primary: 'border border-transparent bg-accent text-accent-ink hover:opacity-90',
  danger: 'border border-bad/40 text-bad bg-surface hover:tint-bad',
  quiet: 'border border-transparent text-muted hover:text-ink hover:bg-sunken',
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly weight?: Weight
  readonly icon?: IconName
  /** The operation that it calls: who may not call that cannot press it, and is told why. */
  readonly needs?: keyof Contracts
}

/** A button with words. */
export function Button({ needs, ...rest }: ButtonProps) {
  return needs === undefined ? <PlainButton {...rest} /> : <AllowedButton needs={needs} {...rest} />
}

function AllowedButton({ needs, children, ...rest }: ButtonProps) {
  const refusal = findRefusal(useCaller(), needs)
  if (refusal === null) return <PlainButton {...rest}>{children}</PlainButton>
  return (
    <span title={refusal} className="inline-flex">
      <PlainButton {...rest} disabled>
        {children}
        <span className="sr-only">: {refusal}</span>
      </PlainButton>
    </span>
  )
}

function PlainButton({ weight = 'plain', icon, className = '', children, ...rest }: Omit<ButtonProps, 'needs'>) {
  return (
    <button
      type="button"
      className={`${look} ${weights[weight]} ${children ? 'px-2.5' : 'px-1.5'} ${className}`}
      {...rest}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

interface LinkButtonProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly weight?: Weight
}

/** A link that looks like a button, because it leads out of the console. */
export function LinkButton({ weight = 'plain', className = '', children, ...rest }: LinkButtonProps) {
  return (
    <a className={`${look} ${weights[weight]} px-2.5 ${className}`} {...rest}>
      {children}
    </a>
  )
}

const look =
  'inline-flex h-7 items-center gap-1.5 rounded-md font-medium whitespace-nowrap disabled:opacity-45 disabled:pointer-events-none'

/** A button that shows an icon alone; `label` names it. */
export function IconButton({ label, ...rest }: Omit<ButtonProps, 'children'> & { icon: IconName; label: string }) {
  return <Button weight="quiet" aria-label={label} title={label} {...rest} />
}
