//! Stories of organisations and their teams.

use crate::doors::account;
use testkit::story;

story!(an_organisation_and_its_teams_are_made_and_changed_in_pages, |w| {
    let admin = w.person("admin").await;
    admin.get("/admin/organisations").await.must_say("Elm Street Primary").must_say("Community Health");
    let new = "/admin/organisations/new";
    admin.submit(new, &[("name", "")]).await.must_be(422).must_say("Enter the name").must_say("Choose what kind");
    let fields = [("name", "elm street  primary"), ("kind", "education")];
    admin.submit(new, &fields).await.must_be(422).must_say("There is an organisation of this name already");

    let made = admin.submit(new, &[("name", "Oak Lane School"), ("kind", "education")]).await;
    let page = admin.follow(&made).await;
    page.must_say("Oak Lane School").must_say("Education").must_say("None yet").must_not_say("The council whose");
    let one = made.led_to();

    let teams = format!("{one}/teams/new");
    admin.submit(&teams, &[("name", " ")]).await.must_be(422).must_say("Enter the name of the team");
    let added = admin.submit(&teams, &[("name", "Pastoral")]).await;
    let team = admin.follow(&added).await.link("/admin/teams/").expect("a team");
    admin.submit(&teams, &[("name", "pastoral")]).await.must_be(422).must_say("a team of this name");
    admin.submit(&team, &[("name", "Pastoral care")]).await.must_be(303);
    admin.get(&one).await.must_say("Pastoral care").must_say("Nobody");

    let change = format!("{one}/change");
    let (mine, theirs) = (admin.get(&change).await, admin.get(&change).await);
    admin.submit_on(&theirs, &change, &[("phone", "01634 700700")]).await.must_be(303);
    let conflict = admin.submit_on(&mine, &change, &[("name", "Oak Lane Primary")]).await;
    conflict.must_be(409).must_say("01634 700700");
    admin.submit_on(&conflict, &change, &[("phone", "01634 700700")]).await.must_be(303);
    admin.get(&one).await.must_say("Oak Lane Primary").must_say("01634 700700");
});

story!(a_hub_of_the_council_is_told_apart_from_a_partner, |w| {
    let admin = w.person("admin").await;
    let list = admin.get("/admin/organisations").await;
    list.must_say("Children and family hub").must_say("Partner").must_say("The council").must_say("Gillingham");

    let new = "/admin/organisations/new";
    let fields = [("name", "Quay Hub"), ("kind", "education"), ("hub", "yes"), ("town", "Strood")];
    let refused = admin.submit(new, &fields).await;
    refused.must_be(422).must_say("A children and family hub is the council");
    let made = admin.submit_on(&refused, new, &[("kind", "council")]).await;
    admin.follow(&made).await.must_say("Children and family hub").must_say("Strood");

    let change = format!("{}/change", made.led_to());
    let (mine, theirs) = (admin.get(&change).await, admin.get(&change).await);
    admin.submit_on(&theirs, &change, &[("town", "Chatham")]).await.must_be(303);
    admin.submit_on(&mine, &change, &[("phone", "01634 700700")]).await.must_be(409).must_say("Chatham");

    // those who work in a hub are seen to do so; the council itself is asked nothing of the kind
    admin.submit("/admin/accounts", &[("find", "Maureen")]).await.must_be(303);
    admin.get("/admin/accounts").await.must_say("Children and family hub");
    let council = account(&w, "admin@example.org").organisation_id;
    admin.get(&format!("/admin/organisations/{council}/change")).await.must_not_say("Is it a hub?");
});

story!(the_team_page_keeps_the_name_of_whoever_saved_first, |w| {
    let admin = w.person("admin").await;
    let council = account(&w, "admin@example.org").organisation_id;
    let team = admin.get(&format!("/admin/organisations/{council}")).await.link("/admin/teams/").expect("a team");
    let (mine, theirs) = (admin.get(&team).await, admin.get(&team).await);
    admin.submit_on(&theirs, &team, &[("name", "North")]).await.must_be(303);
    admin.submit_on(&mine, &team, &[("name", "South")]).await.must_be(409).must_say("North");
    admin.get(&team).await.must_say("North");
});

story!(only_those_who_manage_accounts_see_organisations, |w| {
    let council = account(&w, "admin@example.org").organisation_id;
    let team = access::accounts::list_teams(&mut w.conn()).expect("teams").remove(0).id;
    let pages = [
        "/admin/organisations".to_owned(),
        "/admin/organisations/new".into(),
        format!("/admin/organisations/{council}"),
        format!("/admin/organisations/{council}/change"),
        format!("/admin/organisations/{council}/teams/new"),
        format!("/admin/teams/{team}"),
    ];
    for (who, status) in [("privacy", 200), ("manager", 403), ("head", 403), ("school", 403)] {
        let person = w.person(who).await;
        for page in &pages {
            person.get(page).await.must_be(status);
        }
    }
});
