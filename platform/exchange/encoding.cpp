#include "platform/exchange/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_set>

#include "platform/base/text.h"
#include "platform/exchange/text_source.h"

namespace tw::exchange {
namespace {

constexpr std::size_t block_size = 256u << 10;
constexpr std::size_t most_judged = 64u << 20;
constexpr std::size_t sample_size = 64u << 10;
constexpr std::size_t beginning_size = 256u << 10;

/// The characters that make up most of business Chinese, both scripts: place and company names,
/// table headings, and the commonest of running text.
constexpr std::u32string_view frequent =
    U"的一是不了在人有我他这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子"
    U"那得于於着着下自之年过過"
    U"发發后後作里用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进"
    U"進好小部其些主样樣理心她本前"
    U"开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正"
    U"业業外将將两兩高间間由问問"
    U"很最重并並物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内"
    U"內信表化老给給世位次度门門"
    U"任常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活"
    U"尔爾更别別打女变變四神总總"
    U"何电電数數安少报報才结結反受目太量再感建务務做接必场場件计計管期市直德资資命山金指克许許统統"
    U"区區保至队隊形社便空决決"
    U"治展马馬科司五基眼书書非则則听聽白却卻界达達光放强強即像难難且权權思王象完设設式色路记記南品"
    U"住告类類求据據程北边邊死张張"
    U"该該交规規万萬取拉格望觉覺术術领領共确確传傳师師观觀清今切院让讓识識候带帶导導争爭运運港湾灣"
    U"台臺州京沪滬广廣深圳宁寧波"
    U"省县縣镇鎮村街号號楼樓室址邮郵编編码碼称稱客户戶供商贸貿易限责責任份股集团團厂廠有进出货貨款"
    U"订訂单單价價额額税稅银銀"
    U"行账帳付款联聯系话传真箱职職务姓性备備注註日期状狀态態类型级級别别源币幣种产业服饰飾纺紡织織"
    U"机械电子材料食化工塑料五金"
    U"家具玩具礼禮品灯燈具包装裝印刷钢鋼铁鐵车車船舶航空海运物流仓倉储儲江苏蘇浙福建河湖山东西云雲"
    U"贵貴川陕陝甘青吉林辽遼龙龍黑内蒙古"
    U"新疆西藏北京上海天津重庆慶香澳门李王张刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马罗羅梁宋"
    U"郑鄭谢謝韩韓唐冯馮于董萧蕭";

const std::unordered_set<char32_t>& frequent_set() {
  static const std::unordered_set<char32_t> set{frequent.begin(), frequent.end()};
  return set;
}

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

/// How well `bytes` read as `icu_name`: frequent characters count for it, what is undefined,
/// private or an odd symbol against it; per character that is not ASCII.
double plausibility(std::string_view bytes, const char* icu_name) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, CloseConverter> converter{ucnv_open(icu_name, &status)};
  if (U_FAILURE(status) != 0) return -1;
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  double points = 0;
  std::int64_t characters = 0;
  while (at < end) {
    status = U_ZERO_ERROR;
    const UChar32 c = ucnv_getNextUChar(converter.get(), &at, end, &status);
    if (status == U_TRUNCATED_CHAR_FOUND) break;  // the sample ends within a character
    if (U_FAILURE(status) == 0 && c < 0x80) continue;
    ++characters;
    const auto code_point = static_cast<char32_t>(c);
    if (U_FAILURE(status) != 0 || c == 0xFFFD)
      points -= 4;
    else if (frequent_set().contains(code_point))
      points += 1;
    else if (c >= 0xE000 && c <= 0xF8FF)
      points -= 2;
    else if (!is_cjk(code_point) && !(c >= 0x3000 && c <= 0x303F) && !(c >= 0xFF00 && c <= 0xFFEF))
      points -= 0.25;
  }
  return characters == 0 ? 0 : points / static_cast<double>(characters);
}

/// ICU's own confidence, 0..1.
double icu_confidence(std::string_view bytes, std::string_view charset) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector{ucsdet_open(&status),
                                                                            &ucsdet_close};
  ucsdet_setText(detector.get(), bytes.data(), static_cast<std::int32_t>(bytes.size()), &status);
  std::int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector.get(), &count, &status);
  if (U_FAILURE(status) != 0) return 0;
  for (std::int32_t i = 0; i < count; ++i) {
    const char* name = ucsdet_getName(matches[i], &status);
    if (U_SUCCESS(status) != 0 && charset == name)
      return static_cast<double>(ucsdet_getConfidence(matches[i], &status)) / 100.0;
  }
  return 0;
}

/// UTF-16 without a mark: a table has commas and line ends, whose high byte is zero.
std::string utf16_by_zeros(std::string_view bytes) {
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] == '\0') ++zeros[i % 2];
  const std::size_t enough = bytes.size() / 100 + 1;
  if (zeros[1] >= enough && zeros[1] > zeros[0] * 10) return "utf-16le";
  if (zeros[0] >= enough && zeros[0] > zeros[1] * 10) return "utf-16be";
  return {};
}

std::string by_mark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return "utf-8";
  if (bytes.starts_with("\xFF\xFE")) return "utf-16le";
  if (bytes.starts_with("\xFE\xFF")) return "utf-16be";
  return {};
}

/// Walks the file once and keeps what the guess needs.
class Survey {
 public:
  void add(std::string_view block) {
    for (const char c : block) {
      line_feeds_ += c == '\n' ? 1 : 0;
      returns_ += c == '\r' ? 1 : 0;
    }
    if (seen_ < beginning_size) beginning_ += block.substr(0, beginning_size - seen_);
    if (seen_ < most_judged) judge(block);
    seen_ += block.size();
  }

  std::string encoding() const {
    if (std::string found = by_mark(beginning_); !found.empty()) return found;
    if (std::string found = utf16_by_zeros(beginning_); !found.empty()) return found;
    const bool cut = carry_.size() < 4;  // the last character may be cut at the judged end
    if (valid_utf8_ && (carry_.empty() || (cut && seen_ > most_judged))) return "utf-8";
    return guess_encoding(sample_.empty() ? beginning_ : sample_);
  }
  std::int64_t line_ends() const { return line_feeds_ > 0 ? line_feeds_ : returns_; }

 private:
  void judge(std::string_view block) {
    std::string joined = carry_ + std::string{block};
    carry_.clear();
    if (const auto bad = first_bad_utf8(joined)) {
      if (joined.size() - *bad < 4)
        carry_ = joined.substr(*bad);
      else
        valid_utf8_ = false;
    }
    for (std::size_t i = 0; i < block.size() && sample_.size() < sample_size; ++i) {
      if (static_cast<unsigned char>(block[i]) < 0x80) continue;
      const std::size_t start = block.rfind('\n', i) + 1;  // npos + 1 is the block's start
      const std::size_t end = std::min(block.find('\n', i), block.size());
      sample_ += block.substr(start, std::min(end - start, std::size_t{4096}));
      sample_ += '\n';
      i = end;
    }
  }

  std::string beginning_, sample_, carry_;
  std::size_t seen_ = 0;
  bool valid_utf8_ = true;
  std::int64_t line_feeds_ = 0, returns_ = 0;
};

std::string beginning_of(const std::string& path, std::string_view encoding) {
  TextSource source{path, encoding};
  std::string text;
  while (text.size() < beginning_size && source.read(text)) {
  }
  if (text.size() > beginning_size)
    if (const std::size_t end = text.rfind('\n', beginning_size); end != std::string::npos)
      text.resize(end + 1);
  return text;
}

}  // namespace

std::string guess_encoding(std::string_view bytes) {
  if (!first_bad_utf8(bytes)) return "utf-8";
  const double gb = plausibility(bytes, "gb18030") + 0.1 * icu_confidence(bytes, "GB18030");
  const double big5 = plausibility(bytes, "Big5-HKSCS") + 0.1 * icu_confidence(bytes, "Big5");
  constexpr double believable = 0.2;
  if (std::max(gb, big5) >= believable) return gb >= big5 ? "gb18030" : "big5";
  // Mostly UTF-8 with a damaged byte, or Western text.
  std::size_t good = 0;
  std::size_t bad = 0;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t end = first_bad_utf8(rest).value_or(rest.size());
    good += static_cast<std::size_t>(
        std::count_if(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(end),
                      [](char c) { return static_cast<unsigned char>(c) >= 0xC0; }));
    if (end == rest.size()) break;
    ++bad;
    rest.remove_prefix(end + 1);
  }
  if (good > bad * 4) return "utf-8";
  return std::max(gb, big5) > 0.05 ? (gb >= big5 ? "gb18030" : "big5") : "windows-1252";
}

TextFacts look_at_text(const std::string& path, std::string_view wished) {
  Survey survey;
  {
    const File file = open_file(path);
    std::string block(block_size, '\0');
    for (;;) {
      const std::size_t got = std::fread(block.data(), 1, block.size(), file.get());
      if (got == 0) break;
      survey.add({block.data(), got});
    }
  }
  TextFacts facts;
  facts.encoding = wished.empty() ? survey.encoding() : std::string{wished};
  facts.line_ends = survey.line_ends();
  facts.beginning = beginning_of(path, facts.encoding);
  return facts;
}

}  // namespace tw::exchange
