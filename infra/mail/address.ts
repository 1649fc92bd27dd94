/** E-mail addresses as strangers type them. */
import { domainToASCII } from 'node:url';

const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domain = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z][a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * The one address in a field, as it can be put into an envelope; null for anything else. Marks that nobody sees are dropped: they come along when an address is
 * copied out of a text in Arabic or Hebrew. Domains may be in any script. A name before the address, a second one, a quote, a space or a line end is no address.
 */
export function parseAddress(typed: string): string | null {
  const plain = typed
    .slice(0, 1000)
    .normalize('NFKC')
    .replaceAll(/\p{Format}/gu, '')
    .trim();
  const at = plain.lastIndexOf('@');
  const user = plain.slice(0, Math.max(0, at));
  const host = domainToASCII(plain.slice(at + 1).toLowerCase());
  const address = `${user}@${host}`;
  return user.length <= 64 && local.test(user) && domain.test(host) && address.length <= 254 ? address : null;
}
