// Icon names of the catalogue → pictures. A name nobody drew gets a plain square, never a broken page.
import {
  ApartmentOutlined, AppstoreOutlined, AuditOutlined, BankOutlined, BarChartOutlined, BellOutlined, CalendarOutlined,
  CheckSquareOutlined, ClockCircleOutlined, ContactsOutlined, ContainerOutlined, CrownOutlined, CustomerServiceOutlined,
  DashboardOutlined, DollarOutlined, FileOutlined, FileTextOutlined, FundOutlined, GlobalOutlined, HomeOutlined,
  InboxOutlined, IdcardOutlined, KeyOutlined, LineChartOutlined, MessageOutlined, NumberOutlined, PhoneOutlined,
  PieChartOutlined, SafetyCertificateOutlined, SettingOutlined, ShopOutlined, ShoppingOutlined, SolutionOutlined,
  StarOutlined, SwapOutlined, TagOutlined, TeamOutlined, ToolOutlined, TruckOutlined, UnorderedListOutlined,
  UploadOutlined, UserOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";

const icons: Record<string, ComponentType> = {
  apartment: ApartmentOutlined, audit: AuditOutlined, bank: BankOutlined, bell: BellOutlined, box: InboxOutlined,
  building: ApartmentOutlined, calendar: CalendarOutlined, chart: BarChartOutlined, analytics: LineChartOutlined,
  check: CheckSquareOutlined, clock: ClockCircleOutlined, contacts: ContactsOutlined, crown: CrownOutlined,
  currency: DollarOutlined, customers: ContactsOutlined, dashboard: DashboardOutlined, document: FileTextOutlined,
  exchange: SwapOutlined, file: FileOutlined, fund: FundOutlined, globe: GlobalOutlined, hash: NumberOutlined,
  home: HomeOutlined, id: IdcardOutlined, inbox: InboxOutlined, key: KeyOutlined, line: LineChartOutlined,
  list: UnorderedListOutlined, message: MessageOutlined, money: DollarOutlined, order: ShoppingOutlined,
  package: ContainerOutlined, phone: PhoneOutlined, pie: PieChartOutlined, policy: SolutionOutlined,
  product: ContainerOutlined, service: CustomerServiceOutlined, settings: SettingOutlined,
  shield: SafetyCertificateOutlined, ship: TruckOutlined, shop: ShopOutlined, shopping: ShoppingOutlined,
  star: StarOutlined, swap: SwapOutlined, tag: TagOutlined, tags: TagOutlined, team: TeamOutlined, tool: ToolOutlined,
  truck: TruckOutlined, upload: UploadOutlined, user: UserOutlined, users: TeamOutlined,
};

export function Icon({ name }: { name: string | undefined }) {
  const Picture = icons[name ?? ""] ?? AppstoreOutlined;
  return <span className="tw-icon" aria-hidden="true"><Picture /></span>;
}
