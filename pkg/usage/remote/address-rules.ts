/** Tells whether an address must not be asked, whatever name led to it. */
export type AddressRule = (address: string) => boolean;

/**
 * Addresses at which clouds tell a machine its own credentials and settings: AWS and its containers (IPv6), Google (IPv6),
 * Alibaba, Azure. The others of their kind are link-local.
 */
const metadata = ['fd00:ec2::/32', 'fd20:ce::254/128', '100.100.100.200/32', '168.63.129.16/32'];

/** Where IPv6 carries an IPv4 address, as the first of its four bytes: behind NAT64 and other translators, and in 6to4. */
const embedded: Readonly<Record<string, number>> = { rfc6052: 12, rfc6145: 12, '6to4': 2 };

/**
 * Refuses link-local, unspecified and metadata addresses, also where IPv6 stands for them. Loopback and private addresses
 * are good: services of one's own are there.
 */
export async function addressRule(): Promise<AddressRule> {
  const { default: ipaddr } = await import('ipaddr.js');
  const refusedNets = metadata.map((net) => ipaddr.parseCIDR(net));
  const refuses: AddressRule = (text) => {
    if (!ipaddr.isValid(text)) {
      return true;
    }
    const address = ipaddr.process(text); // IPv4 written as IPv6 becomes IPv4
    const range = address.range();
    if (range === 'linkLocal' || range === 'unspecified') {
      return true;
    }
    const carried = address.kind() === 'ipv6' ? embedded[range] : undefined;
    if (carried !== undefined) {
      const bytes = address.toByteArray().slice(carried, carried + 4);
      return refuses(ipaddr.fromByteArray(bytes).toString());
    }
    return refusedNets.some(([net, bits]) => net.kind() === address.kind() && address.match(net, bits));
  };
  return refuses;
}
