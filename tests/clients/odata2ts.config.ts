import { EmitModes, Modes, type ConfigFileOptions } from "@odata2ts/odata2ts";

const config: ConfigFileOptions = {
  mode: Modes.all,
  emitMode: EmitModes.ts,
  prettier: false,
  services: {
    tradewind: { source: "work/metadata.xml", output: "work/generated", serviceName: "Tradewind" },
  },
};
export default config;
