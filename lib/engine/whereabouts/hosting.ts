import type { Origin } from '../model/network-data.ts';

/*
 * Whose addresses anybody can rent by the hour, or shares with strangers: clouds, hosting, content delivery, commercial
 * VPNs and secured web gateways. Two customers of one of these are in no way neighbours. Numbers and holders as the
 * regional registries list them; the large ones, since data sets without names must be told apart too.
 */
const HOSTING_SYSTEMS: ReadonlySet<number> = new Set([
  ...[7224, 8987, 14_618, 16_509], // Amazon
  ...[15_169, 19_527, 396_982], // Google
  ...[8068, 8075], // Microsoft
  ...[31_898, 36_351], // Oracle, IBM
  ...[37_963, 45_102, 45_090, 132_203, 55_990, 136_907], // Alibaba, Tencent, Huawei
  ...[200_350, 49_505], // Yandex Cloud, Selectel
  ...[16_276, 24_940, 213_230, 14_061, 20_473, 51_167, 40_021], // OVH, Hetzner, DigitalOcean, Vultr, Contabo
  ...[20_940, 63_949, 13_335, 54_113, 60_068, 212_238], // Akamai and Linode, Cloudflare, Fastly, Datacamp
  ...[16_265, 28_753, 30_633, 60_781, 12_876, 8560], // Leaseweb, Scaleway, IONOS
  ...[9009, 39_351, 43_350, 49_981, 62_240], // M247, 31173 Services, NForce, WorldStream, Clouvider
  ...[19_994, 33_070, 54_825, 26_496, 46_606, 47_583], // Rackspace, Equinix Metal, GoDaddy, Unified Layer, Hostinger
  ...[197_540, 202_053, 29_802, 36_352, 53_667, 55_286], // netcup, UpCloud, Hivelocity, HostPapa, FranTech, B2 Net
  ...[8100, 40_676], // QuadraNet, Psychz
  ...[22_616, 53_813, 62_044, 55_256], // Zscaler, Netskope
]);

/** Names of the trade, and of holders with more systems than the list above has. */
const HOSTING_NAME =
  /host(ed|er|ing|s\b|\b|inger)|cloud|server|data[ -]?cent|\bvps|\bcolo(\b|c)|dedicated|\bvpn|prox(y|ies)|\bcdn|\bipxo|amazon|\baws\b|google|microsoft|azure|oracle|alibaba|aliyun|tencent|huawei|\bovh|hetzner|digital ?ocean|linode|akamai|vultr|choopa|contabo|leaseweb|scaleway|ionos|m247|fastly|datacamp|rackspace|equinix|zscaler|netskope/i;

/** Its addresses are let to anybody. A small company with a plain name is not known for it. */
export const isHosting = ({ asn, organisation = '' }: Origin): boolean =>
  (asn !== undefined && HOSTING_SYSTEMS.has(asn)) || HOSTING_NAME.test(organisation);
