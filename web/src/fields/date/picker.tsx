// Ant Design's date picker that also understands words: typing 下周三 picks the day.
import generatePicker from "antd/es/date-picker/generatePicker";
import dayjsConfig from "@rc-component/picker/generate/dayjs";
import dayjs from "dayjs";
import type { Dayjs } from "dayjs";
import { parseDateWords } from "./date_words";

let today = dayjs().format("YYYY-MM-DD");
/** The company's calendar day, which words such as "tomorrow" count from. */
export const setToday = (iso: string) => { today = iso; };

export const DatePicker = generatePicker<Dayjs>({
  ...dayjsConfig,
  locale: {
    ...dayjsConfig.locale,
    parse: (locale, text, formats) => {
      const meant = parseDateWords(text, today);
      return meant ? dayjs(meant) : dayjsConfig.locale.parse(locale, text, formats);
    },
  },
});
