# package: build/package/tradewind_<version>_<architecture>.deb, looked at before it is handed over.

do_package() {
  mkdir -p build
  do_setup
  web_ready
  cpp_ready release tradewind
  step "Debian package"
  local version arch tree=build/package/tree deb depends
  version=$(sed -nE 's/^project\(tradewind VERSION ([0-9.]+).*/\1/p' CMakeLists.txt)
  arch=$(dpkg --print-architecture)
  deb=build/package/tradewind_${version}_$arch.deb
  rm -rf build/package
  install -D -m 0755 build/release/tradewind $tree/usr/bin/tradewind
  strip --strip-unneeded $tree/usr/bin/tradewind
  install -D -m 0644 packaging/tradewind.service $tree/usr/lib/systemd/system/tradewind.service
  install -d $tree/usr/share/doc/tradewind $tree/DEBIAN
  cp LICENSE $tree/usr/share/doc/tradewind/copyright
  local file
  for file in README.md CHANGELOG.md docs/operations.md; do
    [ ! -f $file ] || install -m 0644 $file $tree/usr/share/doc/tradewind/
  done
  install -m 0755 packaging/postinst packaging/prerm packaging/postrm $tree/DEBIAN/
  depends=$(shared_library_packages "$tree/usr/bin/tradewind")
  cat > $tree/DEBIAN/control <<CONTROL
Package: tradewind
Version: $version
Architecture: $arch
Maintainer: Tradewind developers <tradewind@localhost>
Depends: $depends, libopencc-data, tzdata, ca-certificates, adduser
Recommends: fonts-noto-cjk
Suggests: postgresql-15
Section: web
Priority: optional
Installed-Size: $(du -sk $tree/usr | cut -f1)
Description: CRM server for companies that sell across borders
 Customers, sales, service and analysis in one program with an embedded
 database; PostgreSQL when the company grows.
CONTROL
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) dpkg-deb --root-owner-group -Zxz --build $tree "$deb" > /dev/null
  check_package "$deb"
  good "package: $deb ($(du -h "$deb" | cut -f1))"
}

# Which packages hold the libraries that the program is linked with.
shared_library_packages() {
  local place=build/package/shlibs
  mkdir -p $place/debian
  printf 'Source: tradewind\n\nPackage: tradewind\nArchitecture: any\n' > $place/debian/control
  (cd $place && dpkg-shlibdeps -O -e"$root/$1" 2> shlibdeps.log) | sed -n 's/^shlibs:Depends=//p'
}

check_package() {
  local listing part
  listing=$(dpkg-deb -c "$1")
  for part in ./usr/bin/tradewind ./usr/lib/systemd/system/tradewind.service ./usr/share/doc/tradewind/copyright; do
    grep -q " $part\$" <<< "$listing" || die "the package lacks $part"
  done
  if grep -v ' root/root ' <<< "$listing"; then die "the package holds files that are not root's"; fi
  dpkg-deb -f "$1" Package Version Architecture Depends | sed 's/^/    /'
  if command -v systemd-analyze >/dev/null; then
    systemd-analyze security --offline=true --threshold=15 "$PWD/packaging/tradewind.service" > build/package/unit.txt ||
      { tail -3 build/package/unit.txt; die "the unit is less confined than 1.5"; }
    tail -1 build/package/unit.txt | sed 's/^/    /'
  fi
}
