import fc from 'fast-check';
import { addressRule, type AddressRule } from './address-rules.ts';

let refuses: AddressRule;

beforeAll(async () => {
  refuses = await addressRule();
});

describe('addresses that are never asked', () => {
  it.each([
    ['the metadata service of AWS, Google, Azure and others', '169.254.169.254'],
    ['the credentials of AWS containers', '169.254.170.2'],
    ['the ends of the link-local net', '169.254.0.0'],
    ['the ends of the link-local net', '169.254.255.255'],
    ['the metadata service of Alibaba', '100.100.100.200'],
    ['the host service of Azure', '168.63.129.16'],
    ['this network', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['link-local IPv6', 'fe80::1'],
    ['link-local IPv6 with a zone', 'fe80::1%eth0'],
    ['the end of link-local IPv6', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['the metadata service of AWS over IPv6', 'fd00:ec2::254'],
    ['the credentials of AWS pods over IPv6', 'fd00:ec2::23'],
    ['the metadata service of Google over IPv6', 'fd20:ce::254'],
    ['no address over IPv6', '::'],
    ['IPv4 mapped into IPv6', '::ffff:169.254.169.254'],
    ['IPv4 mapped into IPv6, in hexadecimal', '::ffff:a9fe:a9fe'],
    ['Alibaba mapped into IPv6', '::ffff:100.100.100.200'],
    ['IPv4 as the end of IPv6, an old form', '::169.254.169.254'],
    ['IPv4 behind NAT64', '64:ff9b::a9fe:a9fe'],
    ['IPv4 behind a stateless translator', '::ffff:0:a9fe:a9fe'],
    ['IPv4 in 6to4', '2002:a9fe:a9fe::1'],
    ['what is no address', 'example.com'],
    ['nothing', ''],
  ])('are %s: %s', (_, address) => {
    expect(refuses(address)).toBe(true);
  });

  it.each([
    ['127.0.0.1'],
    ['::1'],
    ['10.0.0.7'],
    ['172.16.31.2'],
    ['192.168.1.20'],
    ['100.64.0.1'],
    ['100.100.100.201'],
    ['169.253.255.255'],
    ['169.255.0.0'],
    ['1.0.0.0'],
    ['93.184.215.14'],
    ['fd12:3456:789a::1'],
    ['fec0::1'],
    ['2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
    ['::ffff:10.0.0.7'],
    ['64:ff9b::a00:7'],
  ])('are not %s', (address) => {
    expect(refuses(address)).toBe(false);
  });

  it('include every link-local IPv4 address however IPv6 carries it', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, (third, fourth) => {
        const low = ((third << 8) | fourth).toString(16);
        const forms = [
          `169.254.${third}.${fourth}`,
          `::ffff:169.254.${third}.${fourth}`,
          `64:ff9b::a9fe:${low}`,
          `2002:a9fe:${low}::1`,
        ];
        expect(forms.filter((form) => !refuses(form))).toEqual([]);
      })
    );
  });
});
