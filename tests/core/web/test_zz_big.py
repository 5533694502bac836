import io,time,re
def test_big(as_user):
    a=as_user("a")
    data=("Title,Count,Price,Day,Kind\n"+"".join(f"Row {i},{i%50},{i}.5,2026-03-0{1+i%9},Stone\n" for i in range(10000))).encode()
    t=time.time(); r=a.submit("/alpha/sheets/import/gallery.exhibit",{"file":(io.BytesIO(data),"b.csv")},content_type="multipart/form-data"); print("upload",round(time.time()-t,2))
    u=r.headers["Location"]; f={f"column-{i}":n for i,n in enumerate(["title","count","price","day","kind"])}
    a.submit(u+"/columns",f)
    for step in ("check","running","undoing"):
        if step!="check": a.submit(f"{u}/{step}")
        ts=[]
        while "<progress" in a.get(u).text:
            t=time.time(); a.submit(u+"/go"); ts.append(time.time()-t)
        print(step,"sum",round(sum(ts),1),"max batch",round(max(ts),2),len(ts))
