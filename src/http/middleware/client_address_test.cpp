#include "http/middleware/client_address.hpp"

#include <gtest/gtest.h>

namespace gotrue::http {
namespace {

using Proxies = std::optional<std::vector<IpNetwork>>;

Peer peer(std::string_view address) { return Peer(IpAddress::parse(address).value()); }

HttpRequest forwarded_for(std::vector<std::string_view> values) {
  HttpRequest request;
  for (const std::string_view value : values) request.fields.push_back({"x-forwarded-for", value});
  return request;
}

Proxies trust(std::vector<std::string_view> networks) {
  std::vector<IpNetwork> list;
  for (const std::string_view network : networks) list.push_back(IpNetwork::parse(network).value());
  return list;
}

std::string address_of(const Proxies& proxies, std::string_view peer_address, std::vector<std::string_view> values) {
  return ClientAddress(proxies, {}).of(forwarded_for(std::move(values)), peer(peer_address));
}

TEST(ClientAddress, IsThePeerWhenThatIsNoTrustedProxy) {
  EXPECT_EQ(address_of(trust({"10.0.0.0/8"}), "203.0.113.9", {"192.0.2.1"}), "203.0.113.9");
  EXPECT_EQ(address_of(trust({}), "127.0.0.1", {"192.0.2.1"}), "127.0.0.1");
}

TEST(ClientAddress, IsTheRightmostThatIsNotTrusted) {
  const Proxies proxies = trust({"10.0.0.0/8", "198.51.100.7"});
  EXPECT_EQ(address_of(proxies, "10.0.0.1", {"192.0.2.1"}), "192.0.2.1");
  EXPECT_EQ(address_of(proxies, "10.0.0.1", {"6.6.6.6, 192.0.2.1, 198.51.100.7, 10.9.9.9"}), "192.0.2.1");
}

TEST(ClientAddress, ReadsSeveralFieldsAsOneList) {
  EXPECT_EQ(address_of(trust({"10.0.0.0/8"}), "10.0.0.1", {"6.6.6.6", "192.0.2.1", "10.0.0.2"}), "192.0.2.1");
}

TEST(ClientAddress, IsTheFurthestProxyWhenAllAreTrusted) {
  EXPECT_EQ(address_of(trust({"10.0.0.0/8"}), "10.0.0.1", {"10.0.0.3, 10.0.0.2"}), "10.0.0.3");
  EXPECT_EQ(address_of(trust({"10.0.0.0/8"}), "10.0.0.1", {}), "10.0.0.1");
}

TEST(ClientAddress, BelievesNothingBehindAnElementThatIsNoAddress) {
  EXPECT_EQ(address_of(trust({"10.0.0.0/8"}), "10.0.0.1", {"192.0.2.1, unknown, 10.0.0.2"}), "10.0.0.2");
  EXPECT_EQ(address_of(trust({"10.0.0.0/8"}), "10.0.0.1", {"unknown"}), "10.0.0.1");
  EXPECT_EQ(address_of(trust({"10.0.0.0/8"}), "10.0.0.1", {"[2001:db8::1"}), "10.0.0.1");
}

TEST(ClientAddress, ReadsHopsWithPorts) {
  const Proxies proxies = trust({"10.0.0.0/8"});
  EXPECT_EQ(address_of(proxies, "10.0.0.1", {"192.0.2.1:4711"}), "192.0.2.1");
  EXPECT_EQ(address_of(proxies, "10.0.0.1", {"[2001:db8::1]:4711"}), "2001:db8::1");
  EXPECT_EQ(address_of(proxies, "10.0.0.1", {"2001:DB8::1"}), "2001:db8::1");
}

TEST(ClientAddress, SeesThroughMappedAddresses) {
  EXPECT_EQ(address_of(trust({"10.0.0.0/8"}), "::ffff:10.0.0.1", {"::ffff:192.0.2.1"}), "192.0.2.1");
}

TEST(ClientAddress, WithoutConfigurationIsAPublicPeer) {
  EXPECT_EQ(address_of(std::nullopt, "203.0.113.9", {"192.0.2.1"}), "203.0.113.9");
}

TEST(ClientAddress, WithoutConfigurationTakesALocalPeerForAProxy) {
  for (const std::string_view local : {"127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.0.9", "::1", "fd00::1", "fe80::1"}) {
    EXPECT_EQ(address_of(std::nullopt, local, {"6.6.6.6, 192.0.2.1"}), "192.0.2.1") << local;
    EXPECT_EQ(address_of(std::nullopt, local, {}), "") << local;
  }
}

TEST(ClientAddress, WithoutConfigurationIsUnknownWhenTheLastHopIsNoAddress) {
  EXPECT_EQ(address_of(std::nullopt, "127.0.0.1", {"192.0.2.1, unknown"}), "");
  EXPECT_EQ(address_of(std::nullopt, "127.0.0.1", {""}), "");
}

TEST(ClientAddress, WarnsOnceThatItIsNotConfigured) {
  int warnings = 0;
  const ClientAddress addresses(std::nullopt, [&](std::string_view) { ++warnings; });
  addresses.of(forwarded_for({}), peer("203.0.113.9"));
  EXPECT_EQ(warnings, 0);
  addresses.of(forwarded_for({}), peer("127.0.0.1"));
  addresses.of(forwarded_for({"192.0.2.1"}), peer("127.0.0.1"));
  EXPECT_EQ(warnings, 1);
}

}  // namespace
}  // namespace gotrue::http
